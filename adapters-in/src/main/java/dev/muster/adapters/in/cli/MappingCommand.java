package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import picocli.CommandLine.Command;

/** What is done with mappings. */
@Command(
        name = "mapping",
        description = "Keeps how files are read whose columns or values are named otherwise.",
        synopsisSubcommandLabel = "COMMAND")
final class MappingCommand implements Subcommand {
    @Override
    public int run(Services services, Terminal terminal) {
        throw CommandFailed.usage("which command? muster mapping --help tells them");
    }
}
