package dev.muster.adapters.out.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rejections come out of an index in their order: they are not sorted, since each may have a megabyte of its record. */
class ListingRejectionsTest {
    @TempDir
    private static Path folder;

    private static MigratedDatabase sqlite;
    private static MigratedDatabase postgres;

    @BeforeAll
    static void migrate() {
        sqlite = MigratedDatabase.onSqlite(folder);
        postgres = MigratedDatabase.onPostgres();
    }

    @AfterAll
    static void close() {
        sqlite.close();
        postgres.close();
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                        Filter.ALL,
                        new Filter(null, "jobs", null, null),
                        new Filter(null, "jobs", null, Rejection.Status.OPEN),
                        new Filter(null, "jobs", "required", Rejection.Status.OPEN),
                        new Filter(null, "jobs", "required", "job", "", Rejection.Status.OPEN),
                        new Filter(new RunId(7), null, null, null),
                        new Filter(null, null, null, Rejection.Status.OPEN))
                .flatMap(filter -> Stream.of("DESC", "ASC").map(direction -> Arguments.of(filter, direction)));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void sortsNothing(Filter filter, String direction) throws SQLException {
        assertThat(plan(sqlite, "EXPLAIN QUERY PLAN ", filter, direction))
                .noneMatch(step -> step.contains("TEMP B-TREE"));
        assertThat(plan(postgres, "EXPLAIN (COSTS OFF) ", filter, direction)).noneMatch(step -> step.contains("Sort"));
    }

    private static List<String> plan(MigratedDatabase database, String explain, Filter filter, String direction)
            throws SQLException {
        Sql sql = JdbcRejectionStore.select(
                database.product().equals("PostgreSQL") ? Postgres.dialect() : Sqlite.dialect(),
                explain + "SELECT * FROM rejections",
                filter,
                null,
                1_001,
                "<",
                direction);
        try (Connection connection = database.connect()) {
            if (database.product().equals("PostgreSQL")) {
                Sql.execute(connection, "SET enable_seqscan = off", "SET enable_sort = off");
            }
            return sql.list(
                    connection,
                    results -> results.getString(results.getMetaData().getColumnCount()));
        }
    }
}
