package dev.muster.adapters.out.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How databases look for what a run supersedes: a run that rejects the same bytes over and over does not look at its own each time. */
class SupersedingTest {

    /** What a database says about how it looks for earlier rejections, its lines one after the other. */
    private static String plan(MigratedDatabase database, String explain, String raw, String... before)
            throws SQLException {
        StringJoiner plan = new StringJoiner("\n");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : before) {
                statement.execute(sql);
            }
            String condition = JdbcRejectionStore.openBefore("1", "'jobs'", raw).replace("?", "7");
            try (ResultSet results = statement.executeQuery(
                    explain + " UPDATE rejections AS known SET status = 'superseded' WHERE " + condition)) {
                int last = results.getMetaData().getColumnCount();
                while (results.next()) {
                    plan.add(results.getString(last));
                }
            }
        }
        return plan.toString();
    }

    @Test
    void findsEarlierRunsAloneOnSqlite(@TempDir Path folder) throws SQLException {
        try (MigratedDatabase sqlite = MigratedDatabase.onSqlite(folder)) {
            assertThat(plan(sqlite, "EXPLAIN QUERY PLAN", "x'00'"))
                    .isEqualTo("SEARCH known USING INDEX rejections_open (raw_hash=? AND run<?)");
        }
    }

    @Test
    void findsEarlierRunsAloneOnPostgres() throws SQLException {
        try (MigratedDatabase postgres = MigratedDatabase.onPostgres()) {
            assertThat(plan(postgres, "EXPLAIN (COSTS OFF)", "'\\x00'::bytea", "SET enable_seqscan = off"))
                    .contains("using rejections_open", "Index Cond: ((raw_hash = 1) AND (run < 7))");
        }
    }
}
