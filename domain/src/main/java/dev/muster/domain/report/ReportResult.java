package dev.muster.domain.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A computed report.
 *
 * @param arguments the values of its parameters
 * @param rows values in the order of the report's columns, of the classes that {@link Column.Type} names; null for no
 *     value
 * @param keys for each row, by name, what the records behind it have in common: ids such as {@code department_id},
 *     which the columns need not show
 * @param facts further numbers and texts by name, in the order in which they are shown
 */
public record ReportResult(
        Report report,
        Arguments arguments,
        List<List<@Nullable Object>> rows,
        List<Map<String, String>> keys,
        Map<String, @Nullable Object> facts,
        Receipt receipt) {

    public ReportResult {
        rows = List.copyOf(rows);
        keys = List.copyOf(keys);
        if (rows.size() != keys.size()) {
            throw new IllegalArgumentException(
                    "report %s has %s rows but keys of %s".formatted(report.name(), rows.size(), keys.size()));
        }
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Returns the chart of this result. */
    public Chart chart() {
        return report.chart().apply(this);
    }
}
