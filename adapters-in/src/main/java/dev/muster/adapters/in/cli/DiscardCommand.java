package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.DiscardedView;
import dev.muster.adapters.in.json.RejectionView;
import dev.muster.application.rejections.DiscardRejections;
import dev.muster.domain.intake.Rejection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Closes rejections whose records nobody needs. */
@Command(
        name = "discard",
        description =
                "Closes rejections whose records are not needed: one, or all open ones of a run, a dataset or with"
                        + " a reason.")
final class DiscardCommand implements Subcommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "REJECTION",
            description = "The rejection to close; left out, all open ones that the options choose.")
    private Rejection.@Nullable Id id;

    @Mixin
    private RejectionFilter which;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it stays on record with the rejection.")
    private @Nullable String reason;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "discard-rejections";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        if ((id == null) == which.isEmpty()) {
            throw CommandFailed.usage(
                    "name a rejection, or choose with --run, --dataset, --code, --field and --value: one of both");
        }
        DiscardRejections discard = services.useCases().discardRejections();
        if (id != null) {
            Rejection discarded = discard.discard(id, reason);
            tell(terminal, RejectionView.of(discarded), "rejection %s is discarded\n".formatted(id));
        } else {
            long discarded = discard.discard(which.filter(services, null), reason);
            tell(
                    terminal,
                    new DiscardedView(discarded),
                    "%s %s discarded\n"
                            .formatted(Cells.number(discarded), discarded == 1 ? "rejection is" : "rejections are"));
        }
        return ExitCodes.DONE;
    }

    private void tell(Terminal terminal, Object view, String text) throws IOException {
        if (json.given()) {
            JsonLines.print(terminal, view);
        } else {
            terminal.out().print(text);
        }
    }
}
