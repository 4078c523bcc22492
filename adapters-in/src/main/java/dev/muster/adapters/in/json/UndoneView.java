package dev.muster.adapters.in.json;

import dev.muster.application.runs.UndoRun.Left;
import dev.muster.application.runs.UndoRun.Undone;
import java.util.List;

/**
 * A run that was undone, and what became of its rows.
 *
 * @param leftCount number of rows that had to be left
 * @param left the first of these
 */
public record UndoneView(
        @Member(unwrapped = true) RunView run, long removed, long putBack, long leftCount, List<Left> left) {

    public static UndoneView of(Undone undone) {
        return new UndoneView(
                RunView.of(undone.run()), undone.removed(), undone.putBack(), undone.leftCount(), undone.left());
    }
}
