package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.MonthHires;
import dev.muster.domain.hiring.QuarterHires;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Sums over the tables that {@link HiringRollup} keeps. */
final class JdbcHiringMetrics implements HiringMetrics {
    private static final int MONTHS = 12;

    private final Transactions transactions;

    JdbcHiringMetrics(Transactions transactions) {
        this.transactions = transactions;
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

    @Override
    public List<MonthHires> hiresByMonth(int year) {
        int first = HiringRollup.monthOf(YearMonth.of(year, 1));
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT month, sum(hires) FROM hires_by_month WHERE month BETWEEN ? AND ? GROUP BY month")) {
                statement.setInt(1, first);
                statement.setInt(2, first + MONTHS - 1);
                long[] hires = new long[MONTHS];
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        hires[results.getInt(1) - first] = results.getLong(2);
                    }
                }
                return IntStream.range(0, MONTHS)
                        .mapToObj(month -> new MonthHires(YearMonth.of(year, month + 1), hires[month]))
                        .toList();
            }
        });
    }
}
