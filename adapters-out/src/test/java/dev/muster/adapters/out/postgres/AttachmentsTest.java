package dev.muster.adapters.out.postgres;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.jdbc.DatasetTable;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.RunListener;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A large first load of a table to which somebody attached something. Some of it waits for all transactions of the server,
 * so no other test runs meanwhile.
 */
@Isolated
class AttachmentsTest {
    private static final int ROWS = 1_600;
    private static final String ROWS_SEEN = "SELECT count(*) FROM seen";

    private static MigratedDatabase postgres;

    private Installation installation;

    @BeforeAll
    static void migrate() {
        postgres = MigratedDatabase.onPostgres();
        execute("""
                CREATE TABLE seen (hire INTEGER);
                CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END $$;
                CREATE FUNCTION see_all() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO seen SELECT id FROM added; RETURN NULL; END $$""");
    }

    @AfterAll
    static void close() {
        postgres.close();
    }

    /** The table as it is migrated, whatever a test attached to it before. */
    @BeforeEach
    void makeAnew() throws IOException {
        execute("DROP TABLE hired_employees CASCADE");
        Arrays.stream(migration("V2__hiring.sql").split(";"))
                .filter(statement ->
                        statement.contains("TABLE hired_employees ") || statement.contains("ON hired_employees ("))
                .forEach(AttachmentsTest::execute);
        installation = Installation.on(postgres.emptied(), new LineDecoder());
        installation.insert(DEPARTMENTS, "1,Legal\n");
        installation.insert(JOBS, "1,Clerk\n");
        assertThat(attached(HIRED_EMPLOYEES)).isEmpty();
    }

    private static String migration(String name) throws IOException {
        try (InputStream file = AttachmentsTest.class.getResourceAsStream("/db/postgres/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void execute(String sql) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(String sql) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            results.next();
            return results.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> attached(Dataset dataset) {
        try (Connection connection = postgres.connect()) {
            return Attachments.of(connection, new DatasetTable(dataset));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long table() {
        return number("SELECT 'hired_employees'::regclass::oid::bigint");
    }

    private Ingested loadMany(RunListener listener) {
        String name = "員".repeat(250);
        String records = IntStream.rangeClosed(1, ROWS)
                .mapToObj(id -> "%s,%s,2021-07-27T16:02:08Z,1,1\n".formatted(id, name))
                .collect(Collectors.joining());
        try {
            return installation.ingestRecords.ingest(
                    new LoadRequest(HIRED_EMPLOYEES, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false),
                    new Input(
                            Source.Kind.UPLOAD,
                            "records",
                            new ByteArrayInputStream(records.getBytes(StandardCharsets.UTF_8))),
                    listener);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertLoaded(Ingested ingested) {
        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts().inserted()).isEqualTo(ROWS);
        assertThat(number("SELECT count(*) FROM hired_employees")).isEqualTo(ROWS);
        assertThat(installation.database.datasets().count(HIRED_EMPLOYEES)).isEqualTo(ROWS);
        assertThat(installation.database.runs().unfinished()).isEmpty();
    }

    @Test
    void ofMigratedTablesAreTheReferencesOfOthersOnly() {
        assertThat(CATALOG.all().stream().map(dataset -> dataset.name() + attached(dataset)))
                .containsExactly(
                        "departments[constraint hired_employees_department_id_fkey on table hired_employees]",
                        "jobs[constraint hired_employees_job_id_fkey on table hired_employees]",
                        "hired_employees[]",
                        "transactions[]",
                        "users[constraint posts_user_id_fkey on table posts]",
                        "posts[constraint comments_post_id_fkey on table comments]",
                        "comments[]");
    }

    @Test
    void withoutAnyTheTableGivesWayToItsSibling() {
        long before = table();

        assertLoaded(loadMany(RunListener.NONE));

        assertThat(table()).isNotEqualTo(before);
        assertThat(attached(HIRED_EMPLOYEES)).isEmpty();
    }

    /** What is attached; what takes it away again, where dropping the table does not. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CREATE VIEW attached AS SELECT id FROM hired_employees |
            CREATE VIEW attached AS SELECT id, name FROM hired_employees GROUP BY id |
            CREATE MATERIALIZED VIEW attached AS SELECT id FROM hired_employees |
            CREATE RULE attached AS ON DELETE TO hired_employees DO ALSO NOTIFY attached |
            CREATE TRIGGER attached BEFORE UPDATE ON hired_employees FOR EACH ROW EXECUTE FUNCTION see() |
            ALTER TABLE hired_employees DISABLE TRIGGER ALL |
            CREATE POLICY attached ON hired_employees USING (true) |
            ALTER TABLE hired_employees ENABLE ROW LEVEL SECURITY |
            GRANT SELECT ON hired_employees TO pg_monitor |
            GRANT SELECT (id) ON hired_employees TO pg_monitor |
            ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor | ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM pg_monitor
            ALTER TABLE hired_employees OWNER TO pg_monitor |
            CREATE PUBLICATION attached FOR TABLE hired_employees | DROP PUBLICATION attached
            CREATE PUBLICATION attached FOR TABLES IN SCHEMA public | DROP PUBLICATION attached
            CREATE PUBLICATION attached FOR ALL TABLES | DROP PUBLICATION attached
            SELECT pg_create_logical_replication_slot('attached', 'pgoutput') | SELECT pg_drop_replication_slot('attached')
            ALTER TABLE hired_employees REPLICA IDENTITY FULL |
            COMMENT ON TABLE hired_employees IS 'attached' |
            COMMENT ON COLUMN hired_employees.name IS 'attached' |
            COMMENT ON INDEX hired_employees_by_job IS 'attached' |
            COMMENT ON CONSTRAINT hired_employees_pkey ON hired_employees IS 'attached' |
            ALTER TABLE hired_employees SET (autovacuum_enabled = false) |
            ALTER TABLE hired_employees SET (toast.autovacuum_enabled = false) |
            ALTER TABLE hired_employees SET UNLOGGED |
            ALTER TABLE hired_employees CLUSTER ON hired_employees_by_job |
            CREATE INDEX attached ON hired_employees (name) |
            CREATE INDEX attached ON hired_employees (job_id, id) |
            ALTER INDEX hired_employees_by_job SET (fillfactor = 50) |
            DROP INDEX hired_employees_by_job |
            ALTER TABLE hired_employees ADD CONSTRAINT attached UNIQUE (id, job_id) |
            ALTER TABLE hired_employees ADD CONSTRAINT attached CHECK (job_id > 0) |
            ALTER TABLE hired_employees ADD CONSTRAINT attached FOREIGN KEY (id) REFERENCES seen (hire) |
            ALTER TABLE hired_employees ALTER CONSTRAINT hired_employees_job_id_fkey DEFERRABLE |
            ALTER TABLE hired_employees ADD COLUMN attached INTEGER |
            ALTER TABLE hired_employees ALTER COLUMN name SET DEFAULT 'attached' |
            ALTER TABLE hired_employees ALTER COLUMN name SET STATISTICS 500 |
            ALTER TABLE hired_employees ALTER COLUMN name SET STORAGE EXTERNAL |
            ALTER TABLE hired_employees ALTER COLUMN name SET COMPRESSION pglz |
            ALTER TABLE hired_employees ALTER COLUMN name SET (n_distinct = 5) |
            CREATE STATISTICS attached ON department_id, job_id FROM hired_employees |
            CREATE SEQUENCE attached OWNED BY hired_employees.id |
            CREATE TABLE attached (hire INTEGER REFERENCES hired_employees) | DROP TABLE attached
            CREATE TABLE attached () INHERITS (hired_employees) |
            CREATE TABLE attached (hire hired_employees) | DROP TABLE attached
            CREATE TABLE attached (hires hired_employees[]) | DROP TABLE attached
            CREATE FUNCTION attached(hired_employees) RETURNS INTEGER LANGUAGE sql AS 'SELECT 1' |
            CREATE FUNCTION attached() RETURNS BIGINT LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM hired_employees; END |
            ALTER EXTENSION plpgsql ADD TABLE hired_employees | ALTER EXTENSION plpgsql DROP TABLE hired_employees
            """)
    void areAsTheyWereAfterALoad(String attach, String detach) {
        if (attach.contains("REFERENCES seen")) {
            execute("INSERT INTO seen SELECT generate_series(1, %s); ALTER TABLE seen ADD PRIMARY KEY (hire)"
                    .formatted(ROWS));
        }
        execute(attach);
        try {
            List<String> before = attached(HIRED_EMPLOYEES);
            long table = table();
            assertThat(before).isNotEmpty();

            assertLoaded(loadMany(RunListener.NONE));

            assertThat(attached(HIRED_EMPLOYEES)).isEqualTo(before);
            assertThat(table()).isEqualTo(table);
        } finally {
            if (detach != null) {
                execute(detach);
            }
            execute(
                    "ALTER TABLE seen DROP CONSTRAINT IF EXISTS seen_pkey CASCADE; ALTER TABLE seen ALTER hire DROP NOT NULL");
        }
    }

    /** Each lets a row be seen; small loads take another way into the table than large ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER attached AFTER INSERT ON hired_employees FOR EACH ROW EXECUTE FUNCTION see()",
                "CREATE TRIGGER attached BEFORE INSERT ON hired_employees FOR EACH ROW EXECUTE FUNCTION see()",
                "CREATE TRIGGER attached AFTER INSERT ON hired_employees REFERENCING NEW TABLE AS added"
                        + " FOR EACH STATEMENT EXECUTE FUNCTION see_all()",
                "CREATE RULE attached AS ON INSERT TO hired_employees DO ALSO INSERT INTO seen VALUES (NEW.id)",
            })
    void seeEachRowThatALoadInserts(String attach) {
        execute(attach);

        assertLoaded(loadMany(RunListener.NONE));
        assertThat(number(ROWS_SEEN)).isEqualTo(ROWS);

        installation.insert(
                HIRED_EMPLOYEES,
                "1,Ann,2021-07-27T16:02:08Z,1,1\n%s,Ann,2021-07-27T16:02:08Z,1,1\n".formatted(ROWS + 1));
        assertThat(number("SELECT count(*) FROM hired_employees")).isEqualTo(ROWS + 1);
        assertThat(number("SELECT count(*) FROM seen WHERE hire = %s".formatted(ROWS + 1)))
                .isOne();
    }

    @Test
    void showsTheRowsInAView() {
        execute("CREATE VIEW attached AS SELECT id FROM hired_employees");

        assertLoaded(loadMany(RunListener.NONE));

        assertThat(number("SELECT count(*) FROM attached")).isEqualTo(ROWS);
    }

    @Test
    void areKeptIfTheyComeWhileTheTableIsFilled() {
        long table = table();

        assertLoaded(loadMany(run -> {
            if (run.counts().inserted() > 0 && number("SELECT count(*) FROM hired_employees") == 0) {
                execute("CREATE OR REPLACE VIEW attached AS SELECT id FROM hired_employees");
            }
        }));

        assertThat(number("SELECT count(*) FROM attached")).isEqualTo(ROWS);
        assertThat(table()).isEqualTo(table);
    }

    @Test
    void areKeptIfTheyComeWhileTheTableIsBeingDropped() throws SQLException {
        long table = table();
        try (Connection other = postgres.connect();
                Statement grant = other.createStatement()) {
            other.setAutoCommit(false);
            CompletableFuture<?>[] committed = new CompletableFuture<?>[1];
            assertLoaded(loadMany(run -> {
                if (committed[0] == null) {
                    committed[0] = begin(other, grant);
                }
            }));
            committed[0].join();
            other.setAutoCommit(true);
        }

        assertThat(number("SELECT has_table_privilege('pg_monitor', 'hired_employees', 'DELETE')::integer"))
                .isOne();
        assertThat(table()).isEqualTo(table);
    }

    /** Grants something, and commits that as soon as whoever drops the table waits for it. */
    private static CompletableFuture<?> begin(Connection other, Statement grant) {
        try {
            grant.execute("GRANT DELETE ON hired_employees TO pg_monitor");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return CompletableFuture.runAsync(() -> {
            while (number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND (query LIKE 'DROP TABLE%' OR query LIKE 'LOCK TABLE%')")
                    == 0) {
                LockSupport.parkNanos(10_000_000);
            }
            try {
                other.commit();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
