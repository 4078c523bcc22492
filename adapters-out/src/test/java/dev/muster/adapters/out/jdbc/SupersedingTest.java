package dev.muster.adapters.out.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.postgres.Postgres;
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

    /** A first load leaves many rejections before the database counts them; the second one must not compare all with all. */
    @Test
    void looksUpEachKeyOnPostgresBeforeThereAreStatistics() throws SQLException {
        StringJoiner plan = new StringJoiner("\n");
        try (MigratedDatabase postgres = MigratedDatabase.onPostgres();
                Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE rejections SET (autovacuum_enabled = false)");
            statement.execute("""
                    INSERT INTO runs (id, dataset, mode, status, token, source_kind, source_bytes, format, charset, gzip, strict,
                        batch_size, max_rejections, received, inserted, updated, unchanged, rejected, rejections_by_code,
                        checkpoint_records, checkpoint_line, checkpoint_offset, blank_lines, bytes_read, started_at)
                    VALUES (1, 'jobs', 'insert', 'succeeded', 1, 'upload', 1, 'csv', 'utf-8', false, false, 0, 1, 0, 0, 0, 0, 0,
                        '{}', 0, 1, 0, 0, 0, 0)""");
            statement.execute("""
                    INSERT INTO rejections (run, record_number, dataset, line, status, first_code, codes, reasons, raw, raw_hash,
                        created_at, record_key)
                    SELECT 1, n, 'jobs', n, 'open', 'required', ',required,', '[]', ''::bytea, n, 0, n::text
                    FROM generate_series(1, 5000) AS n""");
            String select = JdbcRejectionStore.openAmongMany(Postgres.dialect())
                    .replaceFirst("\\?", "'[\"1\"]'")
                    .replaceFirst("\\?", "'jobs'")
                    .replaceFirst("\\?", "7");
            try (ResultSet results = statement.executeQuery("EXPLAIN (COSTS OFF) " + select)) {
                while (results.next()) {
                    plan.add(results.getString(1));
                }
            }
        }
        assertThat(plan.toString())
                .contains("using rejections_open_keys", "Index Cond: ((record_key = e.value) AND (run < 7))");
    }
}
