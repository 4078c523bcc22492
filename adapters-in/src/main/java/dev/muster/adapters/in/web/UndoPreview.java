package dev.muster.adapters.in.web;

import dev.muster.adapters.in.web.DatasetPages.Line;
import dev.muster.adapters.in.web.DatasetPages.Value;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.runs.UndoRun.PutBack;
import dev.muster.application.runs.UndoRun.Undone;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the page before an undo shows.
 *
 * @param removedRecords the first of the records that would be removed
 * @param putBackRecords the first of those that would be as before
 * @param left the first of those that would have to stay
 */
record UndoPreview(
        String run,
        Dataset dataset,
        long removed,
        long putBack,
        long leftCount,
        List<Line> removedRecords,
        List<Change> putBackRecords,
        List<Left> left) {

    /**
     * A record that would be as before.
     *
     * @param now the values that would go; empty if there is no such record
     * @param then the values that would come in their place
     */
    record Change(String key, List<Value> now, List<Value> then) {}

    /** A record that would have to stay. */
    record Left(String key, String because) {}

    static UndoPreview of(Undone preview, Dataset dataset) {
        return new UndoPreview(
                preview.run().id().toString(),
                dataset,
                preview.removed(),
                preview.putBack(),
                preview.leftCount(),
                preview.removedRows().stream()
                        .map(row -> new Line(PageText.of(row.key(dataset)), DatasetPages.values(dataset, row)))
                        .toList(),
                preview.putBackRows().stream().map(row -> change(dataset, row)).toList(),
                preview.left().stream()
                        .map(left -> new Left(PageText.of(left.key()), because(left.cause())))
                        .toList());
    }

    private static Change change(Dataset dataset, PutBack row) {
        Row replaced = row.replaced();
        return new Change(
                PageText.of(row.row().key(dataset)),
                replaced == null ? List.of() : differing(dataset, replaced, row.row()),
                differing(dataset, row.row(), replaced));
    }

    /** Returns the values of a row that another one does not have. */
    private static List<Value> differing(Dataset dataset, Row row, @Nullable Row other) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            if (other == null || !Objects.equals(row.get(i), other.get(i))) {
                values.add(new Value(dataset.fields().get(i), PageText.of(row.get(i)), null));
            }
        }
        return values;
    }

    private static String because(UndoRun.Cause cause) {
        return switch (cause) {
            case REPLACED_SINCE -> "a later run replaced it";
            case REFERRED_TO -> "other records refer to it";
            case REFERENCE_GONE -> "what it referred to before is gone";
        };
    }
}
