package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.RejectionView;
import dev.muster.domain.intake.Rejection;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Closes a rejection whose record nobody needs. */
@Command(name = "discard", description = "Closes an open rejection whose record is not needed.")
final class DiscardCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "REJECTION", description = "The rejection's id.")
    private Rejection.Id id;

    @Mixin
    private JsonOption json;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Rejection discarded = services.useCases().discardRejection().discard(id);
        if (json.given()) {
            JsonLines.print(terminal, RejectionView.of(discarded));
        } else {
            terminal.out().print("rejection %s is discarded\n".formatted(id));
        }
        return ExitCodes.DONE;
    }
}
