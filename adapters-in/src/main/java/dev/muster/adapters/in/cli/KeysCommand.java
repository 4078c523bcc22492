package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import picocli.CommandLine.Command;

/** What is done with keys. */
@Command(
        name = "keys",
        description = "Gives keys to whoever uses the service, and takes them back.",
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand implements Subcommand {
    @Override
    public int run(Services services, Terminal terminal) {
        throw CommandFailed.usage("which command? muster keys --help tells them");
    }
}
