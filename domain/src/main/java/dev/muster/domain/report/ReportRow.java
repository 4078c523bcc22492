package dev.muster.domain.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a report that is made of sums.
 *
 * @param keys what the records behind it have in common, in the order of {@link Breakdown#keyNames()}
 * @param values in the order of the columns, of the classes that {@link Column.Type} names; null for no value
 */
public record ReportRow(List<Object> keys, List<@Nullable Object> values) {
    public ReportRow {
        keys = List.copyOf(keys);
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
