package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.MonthHires;
import dev.muster.domain.hiring.QuarterHires;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sums over the table that {@link HiringRollup} keeps, and over the hired employees themselves. */
final class JdbcHiringMetrics implements HiringMetrics {
    private static final int MONTHS = 12;
    private static final FieldType INSTANT = new FieldType.InstantType();

    private final Transactions transactions;
    private final Dialect dialect;

    JdbcHiringMetrics(Transactions transactions, Dialect dialect) {
        this.transactions = transactions;
        this.dialect = dialect;
    }

    @Override
    public List<Integer> years() {
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                            SELECT quarter / 4 AS year FROM hires_by_quarter
                            GROUP BY quarter / 4 HAVING sum(hires) > 0 ORDER BY year""");
                    ResultSet results = statement.executeQuery()) {
                List<Integer> years = new ArrayList<>();
                while (results.next()) {
                    years.add(results.getInt(1));
                }
                return years;
            }
        });
    }

    @Override
    public List<QuarterHires> hiresByQuarter(int year) {
        int first = HiringRollup.firstQuarterOf(year);
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT c.department_id, d.department, c.job_id, j.job, c.q1, c.q2, c.q3, c.q4
                    FROM (SELECT department_id, job_id,
                                 sum(CASE WHEN quarter = ? THEN hires ELSE 0 END) AS q1,
                                 sum(CASE WHEN quarter = ? THEN hires ELSE 0 END) AS q2,
                                 sum(CASE WHEN quarter = ? THEN hires ELSE 0 END) AS q3,
                                 sum(CASE WHEN quarter = ? THEN hires ELSE 0 END) AS q4
                          FROM hires_by_quarter
                          WHERE quarter BETWEEN ? AND ?
                          GROUP BY department_id, job_id
                          HAVING sum(hires) > 0) c
                    JOIN departments d ON d.id = c.department_id
                    JOIN jobs j ON j.id = c.job_id""")) {
                for (int q = 0; q < 4; q++) {
                    statement.setInt(q + 1, first + q);
                }
                statement.setInt(5, first);
                statement.setInt(6, first + 3);
                List<QuarterHires> hires = new ArrayList<>();
                try (ResultSet r = statement.executeQuery()) {
                    while (r.next()) {
                        hires.add(new QuarterHires(
                                r.getLong(1),
                                r.getString(2),
                                r.getLong(3),
                                r.getString(4),
                                r.getLong(5),
                                r.getLong(6),
                                r.getLong(7),
                                r.getLong(8)));
                    }
                }
                return hires;
            }
        });
    }

    @Override
    public List<DepartmentHires> hiresByDepartment(int year) {
        int first = HiringRollup.firstQuarterOf(year);
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT d.id, d.department, coalesce(c.hired, 0)
                    FROM departments d
                    LEFT JOIN (SELECT department_id, sum(hires) AS hired
                               FROM hires_by_quarter
                               WHERE quarter BETWEEN ? AND ?
                               GROUP BY department_id) c ON c.department_id = d.id""")) {
                statement.setInt(1, first);
                statement.setInt(2, first + 3);
                List<DepartmentHires> hires = new ArrayList<>();
                try (ResultSet r = statement.executeQuery()) {
                    while (r.next()) {
                        hires.add(new DepartmentHires(r.getLong(1), r.getString(2), r.getLong(3)));
                    }
                }
                return hires;
            }
        });
    }

    /** From the rows themselves: the other table knows quarters, not months. */
    @Override
    public List<MonthHires> hiresByMonth(int year) {
        String counts = String.join(
                ", ",
                Collections.nCopies(MONTHS, "count(CASE WHEN hire_datetime >= ? AND hire_datetime < ? THEN 1 END)"));
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT %s FROM hired_employees WHERE hire_datetime >= ? AND hire_datetime < ?"
                            .formatted(counts))) {
                YearMonth january = YearMonth.of(year, 1);
                int parameter = 1;
                for (int i = 0; i < MONTHS; i++) {
                    dialect.bind(statement, parameter++, INSTANT, startOf(january.plusMonths(i)));
                    dialect.bind(statement, parameter++, INSTANT, startOf(january.plusMonths(i + 1L)));
                }
                dialect.bind(statement, parameter++, INSTANT, startOf(january));
                dialect.bind(statement, parameter, INSTANT, startOf(january.plusYears(1)));
                List<MonthHires> months = new ArrayList<>();
                try (ResultSet results = statement.executeQuery()) {
                    results.next();
                    for (int i = 0; i < MONTHS; i++) {
                        months.add(new MonthHires(january.plusMonths(i), results.getLong(i + 1)));
                    }
                }
                return months;
            }
        });
    }

    private static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
