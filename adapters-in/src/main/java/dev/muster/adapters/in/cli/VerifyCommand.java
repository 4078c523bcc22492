package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Reads a backup as a whole. */
@Command(
        name = "verify",
        description = "Reads a backup as a whole, and says whether every byte of it is as it was written.",
        footer = {"", "Ends with 0 if it is, with 1 if the backup is damaged."})
final class VerifyCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup's id.")
    private String id;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "verify-backup";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        return BackupText.print(
                terminal,
                LongWork.run(
                        terminal,
                        "nothing was changed",
                        progress -> services.useCases().verifyBackup().verify(id, progress)),
                json.given());
    }
}
