package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.csv.RejectionsCsv;
import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.Views;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.Rejection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what was not let in. */
@Command(
        name = "rejections",
        description = "Shows rejected records as they were received, and why they were rejected.",
        footer = {
            "",
            "Tables and JSON begin with the newest rejection; csv and ndjson give all in the order of arrival."
        })
final class RejectionsCommand implements Callable<Integer> {
    private static final int DEFAULT_LIMIT = 100;
    private static final int PAGE = 500;

    private final Services services;
    private final Terminal terminal;

    @Option(names = "--run", paramLabel = "RUN", description = "Only those of this run.")
    private @Nullable String run;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only those of this dataset.")
    private @Nullable String dataset;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those that are open, replayed, discarded or superseded.")
    private Rejection.@Nullable Status status;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "table (default), csv, json or ndjson; csv is for one dataset and can be corrected and sent again.")
    private Format format = Format.TABLE;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Most rejections in a table or in JSON, 1 to 1000 (default 100).")
    private int limit = DEFAULT_LIMIT;

    @Mixin
    private Output output;

    @Mixin
    private HelpOption help;

    /** How rejections are shown. */
    enum Format {
        TABLE,
        CSV,
        JSON,
        NDJSON
    }

    RejectionsCommand(Services services, Terminal terminal) {
        this.services = services;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Limits.check(limit);
        Catalog catalog = services.get(Catalog.class);
        if (dataset != null) {
            Datasets.named(dataset, catalog);
        }
        Filter filter = new Filter(run == null ? null : RunIds.read(run), dataset, null, status);
        Database database = services.get(Database.class);
        if (filter.run() != null && database.runs().find(filter.run()).isEmpty()) {
            throw CommandFailed.failure("there is no run %s".formatted(run));
        }
        RejectionStore rejections = database.rejections();
        switch (json ? Format.JSON : format) {
            case TABLE -> output.write(terminal, out -> writeTable(rejections, filter, out));
            case JSON -> output.write(terminal, out -> writeJson(rejections, filter, out));
            case NDJSON -> output.write(terminal, out -> writeLines(rejections, filter, out));
            case CSV -> {
                Filter one = new Filter(filter.run(), datasetOfCsv(database, filter), null, status);
                RejectionsCsv csv = new RejectionsCsv(
                        catalog, database, services.get(ObjectStore.class), services.get(RecordDecoder.class));
                output.write(terminal, out -> csv.write(one, out));
            }
        }
        return ExitCodes.DONE;
    }

    /** The columns are those of one dataset: the one that is named, the run's, or the only one that has rejections. */
    private static String datasetOfCsv(Database database, Filter filter) {
        if (filter.dataset() != null) {
            return filter.dataset();
        }
        if (filter.run() != null) {
            return database.runs().find(filter.run()).orElseThrow().dataset();
        }
        List<String> datasets = database.rejections().datasets();
        return switch (datasets.size()) {
            case 0 -> throw CommandFailed.usage("there are no rejections; csv needs --dataset, whose columns it has");
            case 1 -> datasets.getFirst();
            default ->
                throw CommandFailed.usage("csv has the columns of one dataset: choose with --dataset from %s"
                        .formatted(String.join(", ", datasets)));
        };
    }

    private void writeTable(RejectionStore rejections, Filter filter, OutputStream out) {
        List<Rejection> found = rejections.list(filter, null, limit + 1);
        PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        if (found.isEmpty()) {
            text.print("no rejections\n");
        } else {
            RejectionsText.table(found.stream().limit(limit).toList(), true).print(text);
        }
        text.flush();
        if (found.size() > limit) {
            terminal.say("these are the newest %d; csv and ndjson give all".formatted(limit));
        }
    }

    private void writeJson(RejectionStore rejections, Filter filter, OutputStream out) throws IOException {
        List<Rejection> found = rejections.list(filter, null, limit + 1);
        List<Rejection> shown = found.stream().limit(limit).toList();
        String next = found.size() > limit ? shown.getLast().id().toString() : null;
        JsonLines.write(
                out,
                Views.page("rejections", shown.stream().map(Views::rejection).toList(), next));
    }

    private static void writeLines(RejectionStore rejections, Filter filter, OutputStream out) throws IOException {
        Rejection.Id last = null;
        List<Rejection> page;
        do {
            page = rejections.listOldestFirst(filter, last, PAGE);
            for (Rejection rejection : page) {
                Json.write(Views.rejection(rejection), out);
                out.write('\n');
                last = rejection.id();
            }
        } while (page.size() == PAGE);
    }
}
