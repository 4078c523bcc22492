package dev.muster.adapters.in.json;

import dev.muster.application.runs.UndoRun.Left;
import dev.muster.application.runs.UndoRun.PutBack;
import dev.muster.application.runs.UndoRun.Undone;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run that was undone, or would be, and what becomes of its rows.
 *
 * @param leftCount number of rows that have to be left
 * @param left the first of these
 * @param removedRows the first rows that would be removed, as values by name of field; of a dry run only
 * @param putBackRows the first rows that would be as before; of a dry run only
 */
public record UndoneView(
        @Member(unwrapped = true) RunView run,
        long removed,
        long putBack,
        long leftCount,
        List<Left> left,
        Optional<Iterable<Map<String, @Nullable Object>>> removedRows,
        Optional<Iterable<Change>> putBackRows) {

    /**
     * A row that would be as before.
     *
     * @param old the stored values by name of field; null if there is no such row now
     * @param replacement the values before
     */
    record Change(
            Object key,
            @Nullable Map<String, @Nullable Object> old,
            @Member(name = "new") Map<String, @Nullable Object> replacement) {
        private static Change of(Dataset dataset, PutBack row) {
            Row replaced = row.replaced();
            return new Change(
                    row.row().key(dataset),
                    replaced == null ? null : RecordView.of(dataset, replaced),
                    RecordView.of(dataset, row.row()));
        }
    }

    public static UndoneView of(Undone undone) {
        return view(undone, Optional.empty(), Optional.empty());
    }

    public static UndoneView previewed(Undone preview, Dataset dataset) {
        ListsOfAnswer lists = new ListsOfAnswer();
        return view(
                preview,
                Optional.of(lists.first(preview.removedRows(), row -> RecordView.of(dataset, row))),
                Optional.of(lists.first(preview.putBackRows(), row -> Change.of(dataset, row))));
    }

    private static UndoneView view(
            Undone undone,
            Optional<Iterable<Map<String, @Nullable Object>>> removedRows,
            Optional<Iterable<Change>> putBackRows) {
        return new UndoneView(
                RunView.of(undone.run()),
                undone.removed(),
                undone.putBack(),
                undone.leftCount(),
                undone.left(),
                removedRows,
                putBackRows);
    }
}
