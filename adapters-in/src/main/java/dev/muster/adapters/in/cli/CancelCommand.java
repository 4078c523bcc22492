package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.RunView;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops a run. */
@Command(
        name = "cancel",
        description = "Stops a run that has not ended, whoever works on it. What it stored before stays.")
final class CancelCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
    private RunId id;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "cancel-run";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Run cancelled = services.useCases().cancelRun().cancel(id);
        if (json.given()) {
            JsonLines.print(terminal, RunView.of(cancelled));
        } else {
            terminal.out().print("run %s is cancelled\n".formatted(id));
            RunText.ledger(cancelled.counts())
                    .print(terminal.out(), terminal.screen().room());
        }
        return ExitCodes.DONE;
    }
}
