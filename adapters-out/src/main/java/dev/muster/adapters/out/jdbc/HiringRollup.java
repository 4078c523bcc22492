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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the table {@code hires_by_quarter} in step with {@code hired_employees}, in the same transactions. */
final class HiringRollup {
    private static final int QUARTERS = 4;
    private static final int MONTHS_PER_QUARTER = 3;
    private static final int CELLS_PER_STATEMENT = 200;
    private static final int HIRED_AT = index("hire_datetime");
    private static final int DEPARTMENT = index("department_id");
    private static final int JOB = index("job_id");

    /** In one order everywhere: two runs that fold at once wait for each other, but never in a circle. */
    private static final Comparator<Cell> ORDER = Comparator.comparingInt(Cell::quarter)
            .thenComparingLong(Cell::departmentId)
            .thenComparingLong(Cell::jobId);

    private final Map<Cell, Integer> changes = new HashMap<>();

    private record Cell(int quarter, long departmentId, long jobId) {
        static Cell of(Row row) {
            return new Cell(
                    quarterOf((Instant) value(row, HIRED_AT)), (Long) value(row, DEPARTMENT), (Long) value(row, JOB));
        }

        private static Object value(Row row, int index) {
            Object value = row.get(index);
            if (value == null) {
                throw new IllegalStateException("a hired employee has no value in field " + index);
            }
            return value;
        }
    }

    /** The number of the first quarter of {@code year}. */
    static int firstQuarterOf(int year) {
        return year * QUARTERS;
    }

    static int quarterOf(Instant instant) {
        LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        return firstQuarterOf(day.getYear()) + (day.getMonthValue() - 1) / MONTHS_PER_QUARTER;
    }

    HiringRollup added(Collection<StoredRow> rows) {
        rows.forEach(row -> changes.merge(Cell.of(row.row()), 1, Integer::sum));
        return this;
    }

    HiringRollup removed(Collection<StoredRow> rows) {
        rows.forEach(row -> changes.merge(Cell.of(row.row()), -1, Integer::sum));
        return this;
    }

    /** Stores the changes noted so far in the shard of {@code run}. */
    void store(Connection connection, RunId run) throws SQLException {
        changes.values().removeIf(change -> change == 0);
        List<Cell> cells = new ArrayList<>(changes.keySet());
        cells.sort(ORDER);
        int whole = cells.size() / CELLS_PER_STATEMENT * CELLS_PER_STATEMENT;
        store(connection, run, cells.subList(0, whole), CELLS_PER_STATEMENT);
        store(connection, run, cells.subList(whole, cells.size()), cells.size() - whole);
    }

    /** Stores cells with one statement for every {@code chunk} of them, which their number is a multiple of. */
    private void store(Connection connection, RunId run, List<Cell> cells, int chunk) throws SQLException {
        if (cells.isEmpty()) {
            return;
        }
        String sql = """
                INSERT INTO hires_by_quarter AS h (quarter, department_id, job_id, shard, hires) VALUES %s
                ON CONFLICT (quarter, department_id, job_id, shard) DO UPDATE SET hires = h.hires + excluded.hires""".formatted(String.join(", ", Collections.nCopies(chunk, "(?, ?, ?, ?, ?)")));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < cells.size(); i += chunk) {
                int parameter = 1;
                for (Cell cell : cells.subList(i, i + chunk)) {
                    statement.setInt(parameter++, cell.quarter());
                    statement.setLong(parameter++, cell.departmentId());
                    statement.setLong(parameter++, cell.jobId());
                    statement.setLong(parameter++, run.value());
                    statement.setLong(parameter++, changes.getOrDefault(cell, 0));
                }
                statement.executeUpdate();
            }
        }
    }

    /** Adds the shard of a run that has ended to shard 0. */
    static void fold(Connection connection, RunId run) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement("""
                        INSERT INTO hires_by_quarter AS h (quarter, department_id, job_id, shard, hires)
                        SELECT quarter, department_id, job_id, 0, hires FROM hires_by_quarter WHERE shard = ?
                        ORDER BY quarter, department_id, job_id
                        ON CONFLICT (quarter, department_id, job_id, shard)
                        DO UPDATE SET hires = h.hires + excluded.hires""");
                PreparedStatement remove =
                        connection.prepareStatement("DELETE FROM hires_by_quarter WHERE shard = ?")) {
            add.setLong(1, run.value());
            remove.setLong(1, run.value());
            if (add.executeUpdate() > 0) {
                remove.executeUpdate();
            }
        }
    }

    private static int index(String field) {
        return HiringDatasets.HIRED_EMPLOYEES.indexOf(field).orElseThrow();
    }
}
