package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import picocli.CommandLine.Command;

/** What is done with pipelines. */
@Command(name = "pipeline", description = "Does pipelines.", synopsisSubcommandLabel = "COMMAND")
final class PipelineCommand implements Subcommand {
    @Override
    public int run(Services services, Terminal terminal) {
        throw CommandFailed.usage("which command? muster pipeline --help tells them");
    }
}
