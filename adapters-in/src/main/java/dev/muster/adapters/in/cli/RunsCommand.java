package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.RunView;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.port.Slice;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what was loaded. */
@Command(name = "runs", description = "Shows the runs, newest first: what was loaded and what became of it.")
final class RunsCommand implements Subcommand {
    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only those of this dataset.")
    private @Nullable String dataset;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those that are queued, running, succeeded, failed, cancelled or undone.")
    private @Nullable RunStatus status;

    @Mixin
    private PageOptions page;

    @Mixin
    private JsonOption json;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        PageRequest<RunId> asked = page.request(RunId::parse, "the id of a run");
        if (dataset != null) {
            services.datasets().named(dataset);
        }
        List<Run> found = services.useCases().database().runs().list(dataset, status, asked.after(), asked.limit() + 1);
        PageOptions.print(
                terminal,
                json.given(),
                "runs",
                Slice.of(found.iterator(), asked.limit(), run -> 0),
                RunView::of,
                runs -> runs.getLast().id().toString(),
                RunsCommand::table,
                "no runs");
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
