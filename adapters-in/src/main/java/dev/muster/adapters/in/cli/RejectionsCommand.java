package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.PageView;
import dev.muster.adapters.in.json.RejectionLines;
import dev.muster.adapters.in.json.RejectionView;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.Slice;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.intake.Rejection;
import java.io.IOException;
import java.io.OutputStream;
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
            "Tables and JSON begin with the newest rejection and have a limit; csv, ndjson and xlsx give all.",
            "csv is for one dataset: its rows can be corrected and sent again with muster ingest."
        })
final class RejectionsCommand implements Callable<Integer> {
    private final Services services;
    private final Terminal terminal;

    @Mixin
    private RejectionFilter which;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those that are open, replayed, discarded or superseded.")
    private @Nullable String status;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table (default), csv, json, ndjson or xlsx.")
    private @Nullable String format;

    @Mixin
    private PageOptions page;

    @Mixin
    private RawOption raw;

    @Mixin
    private Output output;

    /** How rejections are shown. */
    private enum Format {
        TABLE,
        CSV,
        JSON,
        NDJSON,
        XLSX
    }

    RejectionsCommand(Services services, Terminal terminal) {
        this.services = services;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        PageRequest<Rejection.Id> asked = page.request(Rejection.Id::parse, "the id of a rejection");
        Format chosen = output.format(format, Format.values());
        Filter filter = which.filter(services, status);
        UseCases useCases = services.useCases();
        Database database = useCases.database();
        RejectionStore rejections = database.rejections();
        switch (chosen) {
            case TABLE -> draw(rejections.list(filter, asked.after(), asked.limit()));
            case JSON ->
                output.write(
                        terminal,
                        "application/json",
                        out -> writeJson(rejections.list(filter, asked.after(), asked.limit()), out));
            case NDJSON ->
                output.write(terminal, "application/x-ndjson", out -> RejectionLines.write(rejections, filter, out));
            case CSV -> {
                Filter one = new Filter(filter.run(), datasetOfCsv(database, filter), filter.code(), filter.status());
                TableWriter writer = useCases.rejectionFormats().get(Words.of(chosen));
                ExportRejections export = useCases.exportRejections();
                output.write(terminal, writer.mediaType(), out -> export.exportAsReceived(one, writer, out));
            }
            case XLSX -> {
                TableWriter writer = useCases.rejectionFormats().get(Words.of(chosen));
                ExportRejections export = useCases.exportRejections();
                output.write(
                        terminal,
                        writer.mediaType(),
                        out -> export.export(filter, writer, new TableWriter.Options(raw.given(), false), out));
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

    private void draw(Slice<Rejection> found) throws IOException {
        output.draw(terminal, (out, room) -> {
            if (found.items().isEmpty()) {
                out.print("no rejections\n");
            } else {
                RejectionsText.table(found.items(), true).print(out, room);
            }
        });
        if (found.more()) {
            terminal.say("there are more: --after %s; csv, ndjson and xlsx give all"
                    .formatted(found.items().getLast().id()));
        }
    }

    private static void writeJson(Slice<Rejection> found, OutputStream out) throws IOException {
        List<Rejection> shown = found.items();
        String next = found.more() ? shown.getLast().id().toString() : null;
        JsonLines.write(
                out,
                PageView.of("rejections", shown.stream().map(RejectionView::of).toList(), next));
    }
}
