package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.ProgressLine;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.ProofView;
import dev.muster.application.prove.Proof;
import dev.muster.domain.dataset.Dataset;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Proves that what is stored is what comes of the bytes that were received. */
@Command(
        name = "prove",
        description =
                "Derives every stored row and rejection again from the bytes that were received, and tells what differs.",
        footer = {"", "Ends with 0 if all are equal, with 1 if not."})
final class ProveCommand implements Subcommand {
    private static final int MOST_SHOWN = 20;

    @Parameters(arity = "0..*", paramLabel = "DATASET", description = "The datasets to prove; left out, all.")
    private @Nullable List<String> names;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "prove";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        List<Dataset> datasets = services.datasets().chosen(names);
        UseCases useCases = services.useCases();
        Instant started = useCases.clock().instant();
        Proof proof;
        try (ProgressLine progress = new ProgressLine(terminal, "prove", System::nanoTime)) {
            proof = useCases.proveData().prove(datasets, progress::proved);
        }
        if (json.given()) {
            JsonLines.print(
                    terminal, ProofView.of(proof, started, useCases.clock().instant()));
        } else {
            print(terminal, proof);
        }
        return proof.equal() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private static void print(Terminal terminal, Proof proof) {
        terminal.out()
                .print(
                        proof.equal()
                                ? "everything that is stored comes from what was received\n"
                                : "not everything that is stored comes from what was received\n");
        TextTable datasets = new TextTable("dataset", ">rows", ">rejections", ">differences");
        proof.datasets().forEach(one -> datasets.row(one.dataset(), one.rows(), one.rejections(), one.differences()));
        datasets.print(terminal.out(), terminal.screen().room());
        if (!proof.equal()) {
            terminal.out().print("\nThe first differences:\n");
            TextTable differences = new TextTable("dataset", "kind", "run", "record", "key", "what");
            proof.differences().stream()
                    .limit(MOST_SHOWN)
                    .forEach(one -> differences.row(
                            one.dataset(),
                            one.kind().code(),
                            text(one.run()),
                            one.recordNumber() == null ? "" : Cells.number(one.recordNumber()),
                            text(one.key()),
                            one.detail()));
            differences.print(terminal.out(), terminal.screen().room());
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
