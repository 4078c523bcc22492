package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.RestoredView;
import dev.muster.application.backup.RestoreBackup;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings back what a backup has. */
@Command(
        name = "restore",
        description = "Makes datasets equal to what a backup has of them, all or nothing.",
        footer = {"", "Each dataset's restore is a run, which muster undo takes back."})
final class RestoreCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup's id.")
    private String id;

    @Option(
            names = "--dataset",
            arity = "1..*",
            paramLabel = "DATASET",
            description = "Only these datasets; left out, all that the backup has.")
    private @Nullable List<String> names;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "restore-backup";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        services.datasets().chosen(names);
        RestoreBackup restoreBackup = services.useCases().restoreBackup();
        List<Run> runs = LongWork.run(
                terminal,
                "nothing was changed",
                progress -> restoreBackup.restore(restoreBackup.begin(id, names), progress));
        if (json.given()) {
            JsonLines.print(terminal, RestoredView.of(runs));
            return ExitCodes.DONE;
        }
        terminal.out().print("these datasets are as in backup %s\n".formatted(id));
        TextTable table = new TextTable("dataset", "run", ">rows", ">inserted", ">updated", ">unchanged");
        for (Run run : runs) {
            Counts counts = run.counts();
            table.row(
                    run.dataset(),
                    run.id(),
                    counts.received(),
                    counts.inserted(),
                    counts.updated(),
                    counts.unchanged());
        }
        table.print(terminal.out(), terminal.screen().room());
        return ExitCodes.DONE;
    }
}
