package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the tables {@code hires_by_quarter} and {@code hires_by_month} in step with {@code hired_employees}, in the same transactions. */
final class HiringRollup {
    private static final int QUARTERS = 4;
    private static final int MONTHS_PER_QUARTER = 3;
    private static final int MONTHS = 12;
    private static final int HIRED_AT = index("hire_datetime");
    private static final int DEPARTMENT = index("department_id");
    private static final int JOB = index("job_id");

    private static final Sums<Cell> BY_QUARTER = new Sums<>(
            "hires_by_quarter",
            List.of("quarter", "department_id", "job_id"),
            "hires",
            Comparator.comparingInt(Cell::quarter)
                    .thenComparingLong(Cell::departmentId)
                    .thenComparingLong(Cell::jobId),
            (statement, index, cell) -> {
                statement.setInt(index, cell.quarter());
                statement.setLong(index + 1, cell.departmentId());
                statement.setLong(index + 2, cell.jobId());
            });

    private static final Sums<Integer> BY_MONTH = new Sums<>(
            "hires_by_month", List.of("month"), "hires", Comparator.naturalOrder(), PreparedStatement::setInt);

    private final Map<Cell, Long> byQuarter = new HashMap<>();
    private final Map<Integer, Long> byMonth = new HashMap<>();

    private record Cell(int quarter, long departmentId, long jobId) {
        // Spelled out, because each row looks its cell up, and what records get by themselves takes long to be
        // compiled.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Cell cell
                    && quarter == cell.quarter
                    && departmentId == cell.departmentId
                    && jobId == cell.jobId;
        }

        @Override
        public int hashCode() {
            return (31 * quarter + Long.hashCode(departmentId)) * 31 + Long.hashCode(jobId);
        }
    }

    /** The number of the first quarter of {@code year}. */
    static int firstQuarterOf(int year) {
        return year * QUARTERS;
    }

    /** The number of {@code month}, of which twelve follow each other in a year. */
    static int monthOf(YearMonth month) {
        return month.getYear() * MONTHS + month.getMonthValue() - 1;
    }

    HiringRollup added(Collection<StoredRow> rows) {
        return note(rows, 1);
    }

    HiringRollup removed(Collection<StoredRow> rows) {
        return note(rows, -1);
    }

    private HiringRollup note(Collection<StoredRow> rows, long change) {
        for (StoredRow row : rows) {
            LocalDate day = LocalDate.ofInstant((Instant) value(row.row(), HIRED_AT), ZoneOffset.UTC);
            int month = day.getYear() * MONTHS + day.getMonthValue() - 1;
            Cell cell = new Cell(
                    month / MONTHS_PER_QUARTER, (Long) value(row.row(), DEPARTMENT), (Long) value(row.row(), JOB));
            byQuarter.merge(cell, change, Long::sum);
            byMonth.merge(month, change, Long::sum);
        }
        return this;
    }

    private static Object value(Row row, int index) {
        Object value = row.get(index);
        if (value == null) {
            throw new IllegalStateException("a hired employee has no value in field " + index);
        }
        return value;
    }

    /** Stores the changes noted so far in the shard of {@code run}. */
    void store(Connection connection, RunId run) throws SQLException {
        byQuarter.values().removeIf(change -> change == 0);
        byMonth.values().removeIf(change -> change == 0);
        BY_QUARTER.add(connection, run.value(), byQuarter);
        BY_MONTH.add(connection, run.value(), byMonth);
    }

    /** Makes the shards of a run that has ended part of all others'. */
    static void fold(Connection connection, RunId run) throws SQLException {
        BY_QUARTER.fold(connection, run);
        BY_MONTH.fold(connection, run);
    }

    private static int index(String field) {
        return HiringDatasets.HIRED_EMPLOYEES.indexOf(field).orElseThrow();
    }
}
