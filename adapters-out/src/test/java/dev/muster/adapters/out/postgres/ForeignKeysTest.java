package dev.muster.adapters.out.postgres;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForeignKeysTest {
    private static final RunId RUN = new RunId(1);
    private static final int MANY = 600;

    private MigratedDatabase postgres;
    private DatasetStore datasets;

    @BeforeEach
    void migrate() {
        postgres = new MigratedDatabase(
                Postgres.configuration(PostgresServer.newDatabase(), "postgres", null),
                (source, operations, runs) ->
                        Postgres.database(source, operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
        datasets = postgres.database().datasets();
        insert(DEPARTMENTS, List.of(Fixtures.department(1, "Legal")));
        insert(JOBS, List.of(Fixtures.job(1, "Clerk")));
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private void insert(Dataset dataset, List<Row> rows) {
        List<StoredRow> stored = LongStream.range(0, rows.size())
                .mapToObj(i -> new StoredRow(rows.get((int) i), RUN, i + 1))
                .toList();
        postgres.database().unitOfWork().write(() -> Fixtures.insertAbsent(datasets, dataset, stored));
    }

    /** Hires of which the last one has the department {@code last}. */
    private static List<Row> hires(long last) {
        return LongStream.rangeClosed(1, MANY)
                .mapToObj(id -> Fixtures.hiredEmployee(id, "2021-01-01T00:00:00Z", id == MANY ? last : 1, 1))
                .toList();
    }

    private void execute(String sql) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long number(String sql) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            results.next();
            return results.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As if another program had put a trigger on the table, which counts the rows that it sees. */
    private void countByTrigger() {
        execute("CREATE TABLE seen (rows BIGINT)");
        execute("""
                CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO seen VALUES (1); RETURN NULL; END $$""");
        execute("CREATE TRIGGER see AFTER INSERT ON hired_employees FOR EACH ROW EXECUTE FUNCTION see()");
    }

    @Test
    void insertsManyRowsWhoseReferencesAreThere() {
        insert(HIRED_EMPLOYEES, hires(1));

        assertThat(datasets.count(HIRED_EMPLOYEES)).isEqualTo(MANY);
        assertThatThrownBy(() -> execute("DELETE FROM departments"))
                .as("the foreign key still guards the rows")
                .hasMessageContaining("hired_employees_department_id_fkey");
    }

    @Test
    void refusesAMissingReferenceAmongMany() {
        assertThatThrownBy(() -> insert(HIRED_EMPLOYEES, hires(9)))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.CONFLICT));

        assertThat(number("SELECT count(*) FROM hired_employees")).isZero();
    }

    @Test
    void locksWhatRowsReferToUntilTheEnd() {
        postgres.database().unitOfWork().write(() -> {
            List<Row> hires = hires(1);
            Fixtures.insertAbsent(
                    datasets,
                    HIRED_EMPLOYEES,
                    LongStream.range(0, MANY)
                            .mapToObj(i -> new StoredRow(hires.get((int) i), RUN, i + 1))
                            .toList());
            assertThatThrownBy(() -> execute("SET lock_timeout = '100ms'; DELETE FROM departments"))
                    .hasMessageContaining("lock timeout");
            return null;
        });
    }

    @Test
    void leavesOutNoTriggerOfSomebodyElse() {
        countByTrigger();

        insert(HIRED_EMPLOYEES, hires(1));

        assertThat(number("SELECT count(*) FROM seen")).isEqualTo(MANY);
    }

    /** The role that the session has while rows are inserted whose references are there. */
    private static String roleDuring(Connection connection) throws SQLException {
        List<StoredRow> rows = List.of(new StoredRow(hires(1).getFirst(), RUN, 1));
        List<String> roles = new ArrayList<>();
        connection.setAutoCommit(false);
        ForeignKeys.checked(connection, new DatasetTable(HIRED_EMPLOYEES), rows, () -> {
            try (Statement statement = connection.createStatement();
                    ResultSet results = statement.executeQuery("SELECT current_setting('session_replication_role')")) {
                results.next();
                return roles.add(results.getString(1)) ? 1 : 0;
            }
        });
        connection.commit();
        connection.setAutoCommit(true);
        return roles.getFirst();
    }

    @Test
    void letsTriggersCheckWhereItMayNotLeaveThemOut() throws SQLException {
        execute("CREATE ROLE plain");
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain");
            statement.execute("SET ROLE plain");

            assertThat(roleDuring(connection)).isEqualTo("origin");
            statement.execute("RESET ROLE");
            assertThat(roleDuring(connection)).isEqualTo("replica");
        } finally {
            execute("DROP OWNED BY plain");
            execute("DROP ROLE plain");
        }
    }
}
