package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.backup.MoveDatabase;
import dev.muster.application.backup.MoveDatabase.Moved;
import dev.muster.application.port.ScratchDatabases.OpenDatabase;
import dev.muster.domain.dataset.AsciiCase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes everything to another database. */
@Command(
        name = "move",
        description = "Takes everything from the database of the settings to another one that has nothing of Muster.",
        footer = {
            "",
            "Stop the service before: what it takes in meanwhile stays behind. The old database does not change."
        })
final class MoveCommand implements Subcommand {
    private static final int MOST_PASSWORD_BYTES = 4096;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL",
            description = "jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE.")
    private String url;

    @Option(names = "--user", paramLabel = "USER", description = "The user of that database.")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the password alone.")
    private @Nullable String passwordFile;

    @Override
    public String action() {
        return "move";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        if (AsciiCase.lower(url).contains("password=")) {
            throw CommandFailed.usage("others can see arguments: give the password in a file, with --password-file");
        }
        String password = passwordFile == null ? null : password(passwordFile);
        try (OpenDatabase other = services.openDatabase("--to", url, user, password)) {
            MoveDatabase move =
                    new MoveDatabase(services.catalog(), services.useCases().database(), other.database());
            Moved moved = LongWork.run(terminal, "nothing was moved", move::move);
            terminal.out().print("""
                    moved %s rows of datasets and %s rows of what is kept beside them
                    these settings use the new database, with the same storage:
                      MUSTER_DATABASE_URL=%s
                    """.formatted(Cells.number(moved.rows()), Cells.number(moved.ledger()), url));
            if (user != null) {
                terminal.out().print("  MUSTER_DATABASE_USER=%s\n".formatted(user));
            }
            if (passwordFile != null) {
                terminal.out().print("  MUSTER_DATABASE_PASSWORD=\"$(cat '%s')\"\n".formatted(passwordFile));
            }
        }
        return ExitCodes.DONE;
    }

    private static String password(String file) throws IOException {
        try (InputStream in = LoadingFile.open(Paths.read(file))) {
            byte[] bytes = in.readNBytes(MOST_PASSWORD_BYTES + 1);
            if (bytes.length > MOST_PASSWORD_BYTES) {
                throw CommandFailed.failure("%s is too long for a file with a password".formatted(file));
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }
}
