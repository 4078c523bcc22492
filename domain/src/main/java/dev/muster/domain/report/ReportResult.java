package dev.muster.domain.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A computed report.
 *
 * @param arguments what it was told
 * @param rows values in the order of the report's columns, of the classes that {@link Column.Type} names; null where there is
 *     none
 * @param facts further numbers and texts by name, in the order in which they are to be shown
 */
public record ReportResult(
        Report report,
        Arguments arguments,
        List<List<@Nullable Object>> rows,
        Map<String, @Nullable Object> facts,
        Receipt receipt) {

    public ReportResult {
        rows = List.copyOf(rows);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
