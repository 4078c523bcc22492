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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps the tables {@code hires_by_quarter} and {@code hires_by_month} in step with {@code hired_employees}, in the same transactions. */
final class HiringRollup {
    private static final int QUARTERS = 4;
    private static final int MONTHS_PER_QUARTER = 3;
    private static final int MONTHS = 12;
    private static final int CELLS_PER_STATEMENT = 200;
    private static final int HIRED_AT = index("hire_datetime");
    private static final int DEPARTMENT = index("department_id");
    private static final int JOB = index("job_id");

    /** In one order everywhere: two runs that fold at once wait for each other, but never in a circle. */
    private static final Comparator<Cell> ORDER = Comparator.comparingInt(Cell::quarter)
            .thenComparingLong(Cell::departmentId)
            .thenComparingLong(Cell::jobId);

    private final Map<Cell, Integer> changes = new HashMap<>();
    private final SortedMap<Integer, Integer> monthChanges = new TreeMap<>();

    private record Cell(int quarter, long departmentId, long jobId) {}

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

    private HiringRollup note(Collection<StoredRow> rows, int change) {
        for (StoredRow row : rows) {
            LocalDate day = LocalDate.ofInstant((Instant) value(row.row(), HIRED_AT), ZoneOffset.UTC);
            int month = day.getYear() * MONTHS + day.getMonthValue() - 1;
            Cell cell = new Cell(
                    month / MONTHS_PER_QUARTER, (Long) value(row.row(), DEPARTMENT), (Long) value(row.row(), JOB));
            changes.merge(cell, change, Integer::sum);
            monthChanges.merge(month, change, Integer::sum);
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
        changes.values().removeIf(change -> change == 0);
        List<Cell> cells = new ArrayList<>(changes.keySet());
        cells.sort(ORDER);
        int whole = cells.size() / CELLS_PER_STATEMENT * CELLS_PER_STATEMENT;
        store(connection, run, cells.subList(0, whole), CELLS_PER_STATEMENT);
        store(connection, run, cells.subList(whole, cells.size()), cells.size() - whole);
        storeMonths(connection, run);
    }

    private void storeMonths(Connection connection, RunId run) throws SQLException {
        monthChanges.values().removeIf(change -> change == 0);
        if (monthChanges.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO hires_by_month AS h (month, shard, hires) VALUES (?, ?, ?)
                ON CONFLICT (month, shard) DO UPDATE SET hires = h.hires + excluded.hires""")) {
            for (Map.Entry<Integer, Integer> change : monthChanges.entrySet()) {
                statement.setInt(1, change.getKey());
                statement.setLong(2, run.value());
                statement.setLong(3, change.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
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

    /** Adds the shards of a run that has ended to shard 0. */
    static void fold(Connection connection, RunId run) throws SQLException {
        Shards.fold(connection, "hires_by_quarter", "quarter, department_id, job_id", "hires", run);
        Shards.fold(connection, "hires_by_month", "month", "hires", run);
    }

    private static int index(String field) {
        return HiringDatasets.HIRED_EMPLOYEES.indexOf(field).orElseThrow();
    }
}
