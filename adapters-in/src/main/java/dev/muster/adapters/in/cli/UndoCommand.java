package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.UndoneView;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.runs.UndoRun.Undone;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes back what a run did. */
@Command(
        name = "undo",
        description = "Removes the rows that a run inserted and puts those back that it replaced.",
        footer = {"", "Rows that a later run replaced, or that others refer to, are left and named."})
final class UndoCommand implements Subcommand {
    private static final int MOST_SHOWN = 20;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
    private RunId id;

    @Option(names = "--dry-run", description = "Show what would be removed, put back and left, and change nothing.")
    private boolean dryRun;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "undo-run";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        UndoRun undoRun = services.useCases().undoRun();
        Undone undone = dryRun ? undoRun.preview(id) : undoRun.undo(id);
        if (json.given()) {
            Dataset dataset = services.catalog().get(undone.run().dataset());
            JsonLines.print(terminal, dryRun ? UndoneView.previewed(undone, dataset) : UndoneView.of(undone));
            return ExitCodes.DONE;
        }
        terminal.out().print((dryRun ? "run %s would be undone\n" : "run %s is undone\n").formatted(id));
        new TextTable(">removed", ">put back", ">left")
                .row(undone.removed(), undone.putBack(), undone.leftCount())
                .print(terminal.out(), terminal.screen().room());
        if (undone.leftCount() > 0) {
            terminal.out()
                    .print(
                            dryRun
                                    ? "\nThe first rows that would have to be left:\n"
                                    : "\nThe first rows that had to be left:\n");
            TextTable left = new TextTable("key", "because");
            undone.left().stream()
                    .limit(MOST_SHOWN)
                    .forEach(row -> left.row(row.key().toString(), meaning(row.cause())));
            left.print(terminal.out(), terminal.screen().room());
        }
        return ExitCodes.DONE;
    }

    private static String meaning(UndoRun.Cause cause) {
        return switch (cause) {
            case REPLACED_SINCE -> "a later run replaced it";
            case REFERRED_TO -> "other rows refer to it";
            case REFERENCE_GONE -> "what it referred to before is gone";
        };
    }
}
