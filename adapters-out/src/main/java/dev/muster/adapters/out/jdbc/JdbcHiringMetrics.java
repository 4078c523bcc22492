package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.HiringMetrics;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.QuarterHires;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Counts over the table of the hired employees. */
final class JdbcHiringMetrics implements HiringMetrics {
    private static final FieldType INSTANT = new FieldType.InstantType();

    private final Transactions transactions;
    private final Dialect dialect;

    JdbcHiringMetrics(Transactions transactions, Dialect dialect) {
        this.transactions = transactions;
        this.dialect = dialect;
    }

    @Override
    public List<Integer> years() {
        String year = dialect.yearOf("hire_datetime");
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT DISTINCT %s AS year FROM hired_employees ORDER BY year".formatted(year));
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
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    """
                    SELECT c.department_id, d.department, c.job_id, j.job, c.q1, c.q2, c.q3, c.q4
                    FROM (SELECT department_id, job_id,
                                 sum(CASE WHEN hire_datetime < ? THEN 1 ELSE 0 END) AS q1,
                                 sum(CASE WHEN hire_datetime >= ? AND hire_datetime < ? THEN 1 ELSE 0 END) AS q2,
                                 sum(CASE WHEN hire_datetime >= ? AND hire_datetime < ? THEN 1 ELSE 0 END) AS q3,
                                 sum(CASE WHEN hire_datetime >= ? THEN 1 ELSE 0 END) AS q4
                          FROM hired_employees
                          WHERE hire_datetime >= ? AND hire_datetime < ?
                          GROUP BY department_id, job_id) c
                    JOIN departments d ON d.id = c.department_id
                    JOIN jobs j ON j.id = c.job_id""")) {
                bind(
                        statement,
                        start(year, 4),
                        start(year, 4),
                        start(year, 7),
                        start(year, 7),
                        start(year, 10),
                        start(year, 10),
                        start(year, 1),
                        start(year + 1, 1));
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
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    """
                    SELECT d.id, d.department, coalesce(c.hired, 0)
                    FROM departments d
                    LEFT JOIN (SELECT department_id, count(*) AS hired
                               FROM hired_employees
                               WHERE hire_datetime >= ? AND hire_datetime < ?
                               GROUP BY department_id) c ON c.department_id = d.id""")) {
                bind(statement, start(year, 1), start(year + 1, 1));
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

    private void bind(PreparedStatement statement, Instant... instants) throws SQLException {
        for (int i = 0; i < instants.length; i++) {
            dialect.bind(statement, i + 1, INSTANT, instants[i]);
        }
    }

    private static Instant start(int year, int month) {
        return LocalDate.of(year, month, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
