package dev.muster.adapters.out.jdbc;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Section;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup or a move leaves out no column of what is kept beside the datasets, but those that are named here. */
class LedgerColumnsTest {
    /** Who has a run now, and numbers that mean nothing elsewhere. */
    private static final Map<String, Set<String>> LEFT_OUT = Map.of(
            "runs", Set.of("token", "owner", "take_overs"),
            "batches", Set.of("id"),
            "audit", Set.of("id"),
            "events", Set.of("appended"),
            "pipeline_runs", Set.of("token", "take_overs"));

    /** Sums that follow from the rows, what another scheduler works off, and who is signed in here. */
    private static final Set<String> NO_SECTIONS = Set.of(
            "row_counts", "open_rejections", "hires_by_quarter", "hires_by_month", "scheduled_tasks", "sessions");

    @TempDir
    private Path folder;

    @Test
    void onSqlite() throws SQLException {
        try (MigratedDatabase database = MigratedDatabase.onSqlite(folder)) {
            assertComplete(database);
        }
    }

    @Test
    void onPostgres() throws SQLException {
        try (MigratedDatabase database = MigratedDatabase.onPostgres()) {
            assertComplete(database);
        }
    }

    private static void assertComplete(MigratedDatabase database) throws SQLException {
        Map<String, Set<String>> live = new TreeMap<>();
        try (Connection connection = database.connect();
                ResultSet columns = connection.getMetaData().getColumns(null, null, "%", "%")) {
            while (columns.next()) {
                String table = columns.getString("TABLE_NAME");
                String schema = columns.getString("TABLE_SCHEM");
                if (schema == null || schema.equals("public")) {
                    live.computeIfAbsent(table, key -> new TreeSet<>()).add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        live.keySet().removeIf(table -> table.startsWith("flyway") || table.startsWith("sqlite"));
        live.keySet().removeIf(table -> CATALOG.find(table).isPresent());
        live.keySet().removeAll(NO_SECTIONS);

        Map<String, Set<String>> declared = new TreeMap<>();
        for (Section section : LedgerSections.ALL) {
            Set<String> columns = new TreeSet<>(LEFT_OUT.getOrDefault(section.name(), Set.of()));
            section.columns().forEach(column -> columns.add(column.name()));
            declared.put(section.name(), columns);
        }
        live.keySet().removeIf(name -> name.endsWith("_pkey") || name.contains("_by_") || name.contains("_of_"));
        assertThat(live).isEqualTo(declared);
    }
}
