package dev.muster.adapters.out.jdbc;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What older versions put on record is read by this one. */
class UpgradeTest {
    @TempDir
    private Path folder;

    @Test
    void readsRunsOfOlderVersionsOnSqlite() throws SQLException {
        readsRunsOfOlderVersions(
                Sqlite.configuration("jdbc:sqlite:" + folder.resolve("muster.db")),
                (source, operations, runs) -> Sqlite.database(
                        Sqlite.writers(), operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
    }

    @Test
    void readsRunsOfOlderVersionsOnPostgres() throws SQLException {
        readsRunsOfOlderVersions(
                Postgres.configuration(PostgresServer.newDatabase(), "postgres", null),
                (source, operations, runs) ->
                        Postgres.database(source, operations, runs, Owners.alone(), CATALOG, REPORTS.keptRollups()));
    }

    private static void readsRunsOfOlderVersions(Map<String, Object> newest, MigratedDatabase.Opening opening)
            throws SQLException {
        Map<String, Object> older = new HashMap<>(newest);
        older.put("flyway.datasources.default.target", "11");
        try (MigratedDatabase database = new MigratedDatabase(older, opening);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO runs (id, dataset, mode, status, token, source_kind, source_bytes, format, charset, gzip,
                        strict, batch_size, max_rejections, received, inserted, updated, unchanged, rejected,
                        rejections_by_code, checkpoint_records, checkpoint_line, checkpoint_offset, blank_lines,
                        bytes_read, started_at, finished_at)
                    VALUES (1, 'jobs', 'insert', 'succeeded', 1, 'upload', 9, 'ndjson', 'utf-8', (1 = 0), (1 = 0), 0, 7,
                        1, 1, 0, 0, 0, '{}', 1, 2, 9, 0, 9, 0, 1)""");
        }
        try (MigratedDatabase database = new MigratedDatabase(newest, opening)) {
            assertThat(database.database().runs().find(new RunId(1)))
                    .contains(new Run(
                            new RunId(1),
                            "jobs",
                            null,
                            Mode.INSERT,
                            new LoadOptions(LoadOptions.Format.NDJSON, null, null, "utf-8", false, false, 0, 7, null),
                            RunStatus.SUCCEEDED,
                            new Source(Source.Kind.UPLOAD, null, null, 9),
                            null,
                            Counts.of(1, 0, 0, 0),
                            Map.of(),
                            new Checkpoint(1, 2, 9, 0),
                            9,
                            Instant.EPOCH,
                            Instant.ofEpochMilli(1),
                            null));
        }
    }
}
