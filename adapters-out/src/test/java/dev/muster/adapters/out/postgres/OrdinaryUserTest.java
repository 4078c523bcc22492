package dev.muster.adapters.out.postgres;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.application.contract.AccessKeysContract;
import dev.muster.application.contract.AuditLogContract;
import dev.muster.application.contract.DatabaseUnderTest;
import dev.muster.application.contract.DatasetStoreContract;
import dev.muster.application.contract.DeliveriesContract;
import dev.muster.application.contract.EventLogContract;
import dev.muster.application.contract.FiguresContract;
import dev.muster.application.contract.IdempotencyKeysContract;
import dev.muster.application.contract.LoadingContract;
import dev.muster.application.contract.MappingsContract;
import dev.muster.application.contract.RejectionStoreContract;
import dev.muster.application.contract.RunStoreContract;
import dev.muster.application.contract.SessionsContract;
import dev.muster.application.contract.UndoContract;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.RunListener;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A user who may read and write all rows, but owns no table, and may make none. */
class OrdinaryUserTest implements DatabaseUnderTest {
    private static final String USER = "ordinary";

    private static MigratedDatabase owners;
    private static MigratedDatabase ordinary;

    @BeforeAll
    static void migrate() {
        String url = PostgresServer.newDatabase();
        owners = open(url, "postgres");
        execute("CREATE ROLE %s LOGIN".formatted(USER));
        execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + USER);
        ordinary = open(url, USER);
    }

    private static MigratedDatabase open(String url, String user) {
        return new MigratedDatabase(
                Postgres.configuration(url.replaceFirst("user=\\w+", "user=" + user), user, null),
                (source, operations, runs) ->
                        Postgres.database(source, operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
    }

    @AfterAll
    static void close() {
        ordinary.close();
        execute("DROP OWNED BY " + USER);
        execute("DROP ROLE " + USER);
        owners.close();
    }

    private static void execute(String sql) {
        try (Connection connection = owners.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Database emptyDatabase(Catalog catalog) {
        return ordinary.emptied();
    }

    @Override
    public boolean takesSeveralWriters() {
        return true;
    }

    @Override
    public boolean fillsEmptyDatasets() {
        return false;
    }

    @Test
    void ownsNothing() {
        assertThatThrownBy(() -> {
                    try (Connection connection = ordinary.connect();
                            Statement statement = connection.createStatement()) {
                        statement.execute("CREATE TABLE mine ()");
                    }
                })
                .hasMessageContaining("permission denied for schema public");
    }

    // --- rights that are missing

    /** Large loads take another way into the table than small ones. Without the last right not even the run can be put on record. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3    | INSERT                         | hired_employees | true
            1000 | INSERT                         | hired_employees | true
            3    | SELECT, INSERT, UPDATE, DELETE | hired_employees | true
            1000 | SELECT, INSERT, UPDATE, DELETE | hired_employees | true
            3    | UPDATE                         | departments     | true
            3    | INSERT, UPDATE                 | dataset_versions | true
            3    | INSERT                         | batches         | false
            """)
    void endARunThatNeedsThem(int records, String rights, String table, boolean onRecord) {
        Installation installation = Installation.on(ordinary.emptied(), new LineDecoder());
        installation.insert(DEPARTMENTS, "1,Legal\n");
        installation.insert(JOBS, "1,Clerk\n");
        Problem denied = new Problem(
                ProblemType.DATABASE_DENIED,
                "the database user lacks the right %s on table %s".formatted(rights, table));
        execute("REVOKE %s ON %s FROM %s".formatted(rights, table, USER));
        try {
            assertThatThrownBy(() -> installation.insert(HIRED_EMPLOYEES, hires(records)))
                    .isInstanceOfSatisfying(
                            PortException.class, e -> assertThat(e.problem()).isEqualTo(denied));
        } finally {
            execute("GRANT %s ON %s TO %s".formatted(rights, table, USER));
        }
        assertThat(installation.rows(HIRED_EMPLOYEES)).isEmpty();
        assertThat(installation.database.runs().unfinished()).isEmpty();
        assertThat(installation.database.runs().list(HIRED_EMPLOYEES.name(), null, null, 10).stream()
                        .map(Run::error))
                .isEqualTo(onRecord ? List.of(denied) : List.of());
    }

    @Test
    void mayBeThatForTemporaryTables() {
        Installation installation = Installation.on(ordinary.emptied(), new LineDecoder());
        String name = name(owners);
        execute("REVOKE TEMPORARY ON DATABASE %s FROM PUBLIC".formatted(name));
        try {
            assertThatThrownBy(() -> installation.insert(JOBS, "1,Clerk\n"))
                    .isInstanceOfSatisfying(
                            PortException.class,
                            e -> assertThat(e.problem())
                                    .isEqualTo(new Problem(
                                            ProblemType.DATABASE_DENIED,
                                            "the database user lacks the right TEMPORARY on database " + name)));
        } finally {
            execute("GRANT TEMPORARY ON DATABASE %s TO PUBLIC".formatted(name));
        }
    }

    @Test
    void mayBeWithheldByPolicies() {
        Installation installation = Installation.on(ordinary.emptied(), new LineDecoder());
        execute("ALTER TABLE jobs ENABLE ROW LEVEL SECURITY");
        try {
            assertThatThrownBy(() -> installation.insert(JOBS, jobs(1_000)))
                    .isInstanceOfSatisfying(
                            PortException.class,
                            e -> assertThat(e.problem())
                                    .isEqualTo(new Problem(
                                            ProblemType.DATABASE_DENIED,
                                            "the database does not let its user do this with table jobs:"
                                                    + " a policy forbids it, or only the owner may")));
            execute("CREATE POLICY attached ON jobs USING (true)");
            assertThat(installation.insert(JOBS, jobs(1_000)).run().counts().inserted())
                    .isEqualTo(1_000);
        } finally {
            execute("DROP POLICY IF EXISTS attached ON jobs");
            execute("ALTER TABLE jobs DISABLE ROW LEVEL SECURITY");
        }
    }

    // --- other failures

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(
                        "ALTER TABLE jobs RENAME TO others",
                        "ALTER TABLE others RENAME TO jobs",
                        new Problem(
                                ProblemType.INTERNAL_ERROR,
                                "the database does not take what the program asks for (42P01)")),
                arguments(
                        "ALTER TABLE jobs RENAME job TO other",
                        "ALTER TABLE jobs RENAME other TO job",
                        new Problem(
                                ProblemType.INTERNAL_ERROR,
                                "the database does not take what the program asks for (42703)")),
                arguments(
                        "ALTER TABLE jobs ADD CONSTRAINT attached CHECK (job <> 'Clerk 2')",
                        "ALTER TABLE jobs DROP CONSTRAINT attached",
                        new Problem(
                                ProblemType.INTERNAL_ERROR,
                                "the database does not take what the program asks for (23514)")),
                arguments(
                        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN RAISE EXCEPTION 'not %', NEW.job; END $$;"
                                + "CREATE TRIGGER attached BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION refuse()",
                        "DROP FUNCTION refuse CASCADE",
                        new Problem(
                                ProblemType.DATABASE_DENIED,
                                "a trigger or view in the database refuses the operation (P0001)")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void thatWillNotPassEndTheRun(String breaking, String mending, Problem error) {
        for (int records : new int[] {3, 1_000}) {
            Installation installation = Installation.on(ordinary.emptied(), new LineDecoder());
            execute(breaking);
            try {
                assertThatThrownBy(() -> installation.insert(JOBS, jobs(records)))
                        .isInstanceOfSatisfying(
                                PortException.class,
                                e -> assertThat(e.problem()).isEqualTo(error));
            } finally {
                execute(mending);
            }
            assertThat(installation.database.runs().list(JOBS.name(), null, null, 10).stream()
                            .map(Run::error))
                    .containsExactly(error);
            assertThat(installation.insert(JOBS, jobs(records)).run().status()).isEqualTo(RunStatus.SUCCEEDED);
        }
    }

    /** What is done to a session while it inserts; others are not touched. */
    @ParameterizedTest
    @CsvSource({"pg_terminate_backend", "pg_cancel_backend"})
    void thatPassLeaveTheRunToBeResumed(String done) {
        Installation installation = Installation.on(ordinary.emptied(), new LineDecoder());
        execute("""
                CREATE FUNCTION hit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                $$ BEGIN PERFORM %s(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NEW; END $$;
                CREATE TRIGGER attached BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION hit()""".formatted(done));
        try {
            assertThatThrownBy(() -> installation.insert(JOBS, jobs(3)))
                    .isInstanceOfSatisfying(
                            PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
        } finally {
            execute("DROP FUNCTION hit CASCADE");
        }
        List<Run> runs = installation.database.runs().list(JOBS.name(), null, null, 10);
        assertThat(runs.stream().map(Run::status)).containsExactly(RunStatus.RUNNING);
        assertThat(installation
                        .ingestRecords
                        .resume(runs.getFirst().id())
                        .orElseThrow()
                        .load(RunListener.NONE)
                        .run()
                        .status())
                .isEqualTo(RunStatus.SUCCEEDED);
    }

    private static String name(MigratedDatabase database) {
        try (Connection connection = database.connect()) {
            return connection.getCatalog();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jobs(int records) {
        return IntStream.rangeClosed(1, records)
                .mapToObj(id -> "%s,Clerk %s\n".formatted(id, id))
                .collect(Collectors.joining());
    }

    private static String hires(int records) {
        return IntStream.rangeClosed(1, records)
                .mapToObj(id -> "%s,Ann,2021-07-27T16:02:08Z,1,1\n".formatted(id))
                .collect(Collectors.joining());
    }

    @Nested
    class Datasets extends DatasetStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Runs extends RunStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Rejections extends RejectionStoreContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Figures extends FiguresContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Undo extends UndoContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Keys extends IdempotencyKeysContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Events extends EventLogContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Deliveries extends DeliveriesContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class AccessKeys extends AccessKeysContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Mappings extends MappingsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class AuditLog extends AuditLogContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Sessions extends SessionsContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }

    @Nested
    class Loading extends LoadingContract {
        @Override
        protected DatabaseUnderTest underTest() {
            return OrdinaryUserTest.this;
        }
    }
}
