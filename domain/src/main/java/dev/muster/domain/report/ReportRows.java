package dev.muster.domain.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a report while it is computed, and facts about them.
 *
 * @param facts numbers and texts by name, in the order in which they are shown
 */
public record ReportRows(List<Column> columns, List<ReportRow> rows, Map<String, @Nullable Object> facts) {
    private static final int MEAN_SCALE = 4;

    public ReportRows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Returns these rows with a further fact. */
    public ReportRows fact(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new ReportRows(columns, rows, more);
    }

    /** Returns the rows that {@code wanted} accepts, with the same facts. */
    public ReportRows only(Predicate<ReportRow> wanted) {
        return new ReportRows(columns, rows.stream().filter(wanted).toList(), facts);
    }

    /** Returns the value of a row in a column; null if there is none. */
    public @Nullable Object value(ReportRow row, String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return row.values().get(i);
            }
        }
        throw new IllegalArgumentException("there is no column %s".formatted(column));
    }

    /** Returns the number of a row in a column of whole numbers. */
    public long number(ReportRow row, String column) {
        if (value(row, column) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("column %s has no whole number".formatted(column));
    }

    /** Returns the sum of a column of whole numbers. */
    public long total(String column) {
        return rows.stream().mapToLong(row -> number(row, column)).sum();
    }

    /**
     * Returns the mean of a column of whole numbers over all rows, rounded half up to 4 decimals; null if there are no
     * rows.
     */
    public @Nullable BigDecimal mean(String column) {
        return rows.isEmpty()
                ? null
                : BigDecimal.valueOf(total(column))
                        .divide(BigDecimal.valueOf(rows.size()), MEAN_SCALE, RoundingMode.HALF_UP);
    }
}
