package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.BackupView;
import dev.muster.domain.backup.Backup;
import java.io.IOException;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Restores a backup on trial. */
@Command(
        name = "drill",
        description =
                "Restores a backup into a scratch database, and compares rows, ledger, rejections and reports with"
                        + " what the backup says.",
        footer = {"", "Ends with 0 if nothing differs, with 1 if something does or the backup is damaged."})
final class DrillCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup's id.")
    private String id;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "drill-backup";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Backup backup = LongWork.run(
                terminal,
                "nothing was changed",
                progress -> services.useCases().drillBackup().drill(id, progress));
        Backup.Drill drill = Objects.requireNonNull(backup.drill());
        if (json.given()) {
            JsonLines.print(terminal, BackupView.of(backup));
        } else {
            terminal.out()
                    .print(
                            drill.passed()
                                    ? "backup %s passed its drill: nothing differs\n".formatted(id)
                                    : "backup %s failed its drill:\n".formatted(id));
            drill.differences().forEach(difference -> terminal.out().print("  %s\n".formatted(difference)));
        }
        return drill.passed() ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
