package dev.muster.adapters.out.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.application.port.Schedules;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class DatabaseSchedulesTest {
    /** Once a year, so that no second time comes while a test runs. */
    private static final String NEW_YEAR = "0 0 0 1 1 *";

    @TempDir
    private Path folder;

    private MigratedDatabase open(String product) {
        return product.equals("SQLite") ? MigratedDatabase.onSqlite(folder) : MigratedDatabase.onPostgres();
    }

    private static Schedules instance(MigratedDatabase database, List<String> failures) {
        return new DatabaseSchedules(
                database.source(), database.product().equals("PostgreSQL"), (task, e) -> failures.add(task));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void makesUpOnceForATimeThatWasMissedHoweverManyInstancesThereAre(String product) throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        try (MigratedDatabase database = open(product)) {
            missed(database, "backups");
            List<Schedules> instances = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = "instance " + i;
                Schedules schedules = instance(database, new CopyOnWriteArrayList<>());
                instances.add(schedules);
                schedules.start(List.of(
                        new Schedules.Task("backups", NEW_YEAR, ZoneId.of("Europe/Madrid"), () -> done.add(name))));
            }
            while (!isPlanned(database)) {
                Thread.sleep(50);
            }
            for (Schedules schedules : instances) {
                schedules.close();
            }
        }
        assertThat(done).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void tellsOfATaskThatFailsAndPlansItsNextTime(String product) throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (MigratedDatabase database = open(product)) {
            missed(database, "backups");
            try (Schedules schedules = instance(database, failures)) {
                schedules.start(List.of(new Schedules.Task("backups", NEW_YEAR, ZoneId.of("UTC"), () -> {
                    throw new IllegalStateException("so be it");
                })));
                while (failures.isEmpty() || !isPlanned(database)) {
                    Thread.sleep(50);
                }
            }
        }
        assertThat(failures).containsExactly("backups");
    }

    private static void missed(MigratedDatabase database, String task) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        VALUES (?, 'recurring', ?, ?, 1)""")) {
            insert.setString(1, task);
            insert.setTimestamp(2, Timestamp.from(Instant.parse("2026-01-01T00:00:00Z")));
            insert.setBoolean(3, false);
            insert.executeUpdate();
        }
    }

    /** Whether the task waits for a time to come. */
    private static boolean isPlanned(MigratedDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT execution_time, picked FROM scheduled_tasks")) {
            return row.next()
                    && !row.getBoolean(2)
                    && row.getTimestamp(1).toInstant().isAfter(Instant.now());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 30 2 * * *   | true
                    */10 * * * * * | true
                    0 0 3 * * MON  | true
                    30 2 * * *     | false
                    0 0 25 * * *   | false
                    every day      | false
                    -              | false
                    """)
    void knowsASchedule(String text, boolean isOne) {
        assertThat(Cron.isCron(text)).isEqualTo(isOne);
    }

    /** Clocks in Madrid are put forward on 29 March 2026 at two and put back on 25 October at three. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-28T02:00:00Z, 2026-03-30T00:30:00Z", // half past two of the 29th is left out
        "2026-10-24T02:00:00Z, 2026-10-25T00:30:00Z", // the first half past two of the 25th
        "2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z" // the second one does not count
    })
    void passesOverWhatIsLeftOutAndCountsOnceWhatComesTwice(Instant after, Instant next) {
        assertThat(new CronSchedule("0 30 2 * * *", ZoneId.of("Europe/Madrid")).getInitialExecutionTime(after))
                .isEqualTo(next);
    }
}
