package dev.muster.domain.report;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows under columns that are written to a file: a dataset, a report or anything else.
 *
 * @param name the name for programs, {@code snake_case} or {@code kebab-case}
 * @param title the name for people
 * @param columns at least one
 * @param rows values in the order of the columns, of the classes that {@link Column.Type} names. They can be read once.
 *     They may come from a database while they are read, and are not kept in memory
 */
public record Table(String name, String title, List<Column> columns, Iterator<Row> rows) {
    public Table {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("table %s has no columns".formatted(name));
        }
    }

    /** Returns a table of rows of a dataset. */
    public static Table of(Dataset dataset, Iterator<Row> rows) {
        return new Table(
                dataset.name(),
                dataset.title(),
                dataset.fields().stream().map(Column::of).toList(),
                rows);
    }

    /** Returns a table of the rows of a report. */
    public static Table of(ReportResult result) {
        return new Table(
                result.report().name(),
                result.report().title(),
                result.report().columns(),
                result.rows().stream().map(Table::row).iterator());
    }

    private static Row row(List<@Nullable Object> values) {
        return Row.of(values.toArray());
    }
}
