package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import picocli.CommandLine.Command;

/** Brings the database up to date. */
@Command(
        name = "migrate",
        description = "Brings the database's tables up to date. Every command that needs the database does so as well.")
final class MigrateCommand implements Subcommand {
    @Override
    public int run(Services services, Terminal terminal) {
        // They are not there before the tables are.
        services.useCases();
        terminal.out().print("the database is up to date\n");
        return ExitCodes.DONE;
    }
}
