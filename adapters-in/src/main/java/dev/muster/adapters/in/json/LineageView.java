package dev.muster.adapters.in.json;

import dev.muster.application.runs.TraceRecord.Lineage;
import org.jspecify.annotations.Nullable;

/**
 * Where a row came from.
 *
 * @param line null if the run's input is gone
 */
public record LineageView(
        RunView run,
        long recordNumber,
        @Nullable Long line,
        @Member(unwrapped = true) RawView raw) {

    public static LineageView of(Lineage lineage) {
        return new LineageView(
                RunView.of(lineage.run()),
                lineage.recordNumber(),
                lineage.line(),
                RawView.ifKept(lineage.raw(), RawView::of));
    }
}
