package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.PageView;
import dev.muster.adapters.in.json.RunView;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what was loaded. */
@Command(name = "runs", description = "Shows the runs, newest first: what was loaded and what became of it.")
final class RunsCommand implements Callable<Integer> {
    private static final int DEFAULT_LIMIT = 100;

    private final Services services;
    private final Terminal terminal;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only those of this dataset.")
    private @Nullable String dataset;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those that are queued, running, succeeded, failed, cancelled or undone.")
    private @Nullable RunStatus status;

    @Option(names = "--limit", paramLabel = "N", description = "Most runs, 1 to 1000 (default 100).")
    private int limit = DEFAULT_LIMIT;

    @Option(names = "--after", paramLabel = "RUN", description = "Only runs older than this one.")
    private @Nullable RunId after;

    @Mixin
    private JsonOption json;

    @Mixin
    private HelpOption help;

    RunsCommand(Services services, Terminal terminal) {
        this.services = services;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Limits.check(limit);
        if (dataset != null) {
            DatasetArgument.named(dataset, services.catalog());
        }
        List<Run> found = services.useCases().database().runs().list(dataset, status, after, limit + 1);
        List<Run> shown = found.stream().limit(limit).toList();
        boolean more = found.size() > limit;
        if (json.given()) {
            String next = more ? shown.getLast().id().toString() : null;
            JsonLines.print(
                    terminal,
                    PageView.of("runs", shown.stream().map(RunView::of).toList(), next));
        } else if (shown.isEmpty()) {
            terminal.out().print("no runs\n");
        } else {
            table(shown).print(terminal.out(), terminal.screen().room());
            if (more) {
                terminal.out().flush();
                terminal.say("there are older ones: --after %s"
                        .formatted(shown.getLast().id()));
            }
        }
        return ExitCodes.DONE;
    }

    private static TextTable table(List<Run> runs) {
        TextTable table = new TextTable(
                "run",
                "started",
                "dataset",
                "from…",
                "status",
                ">received",
                ">inserted",
                ">updated",
                ">unchanged",
                ">rejected");
        for (Run run : runs) {
            Counts counts = run.counts();
            table.row(
                    run.id(),
                    Json.text(run.startedAt()),
                    run.dataset(),
                    RunText.name(run),
                    run.status().code(),
                    counts.received(),
                    counts.inserted(),
                    counts.updated(),
                    counts.unchanged(),
                    counts.rejected());
        }
        return table;
    }
}
