package dev.muster.adapters.out.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.adapters.out.sqlite.Sqlite;
import dev.muster.application.port.Schedules;
import dev.muster.application.port.UnitOfWork;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
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

    /** An instance that lives until its schedules are closed and longer. */
    private Schedules instance(MigratedDatabase database, List<String> failures) {
        Owners owners = new Living();
        return database.product().equals("PostgreSQL")
                ? Cron.in(database.source(), owners, (name, e) -> failures.add(name))
                : Cron.in(database.source(), writers, owners, (name, e) -> failures.add(name));
    }

    private final Lock writers = Sqlite.writers();
    private final Set<String> living = ConcurrentHashMap.newKeySet();

    private final class Living implements Owners {
        private final String self = Owners.newOwner();

        Living() {
            living.add(self);
        }

        @Override
        public String self() {
            return self;
        }

        @Override
        public boolean lives(String owner) {
            return living.contains(owner);
        }

        @Override
        public void breakOff(String owner) {
            living.remove(owner);
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void makesUpOnceForATimeThatWasMissedHoweverManyInstancesThereAre(String product) throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        try (MigratedDatabase database = open(product)) {
            missed(database, "backups");
            List<Schedules> instances = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Schedules schedules = instance(database, new CopyOnWriteArrayList<>());
                instances.add(schedules);
                schedules.start(
                        List.of(new Schedules.Task(
                                "backups", NEW_YEAR, ZoneId.of("Europe/Madrid"), due -> done.add(due.toString()))),
                        List.of());
            }
            while (!isPlanned(database)) {
                Thread.sleep(50);
            }
            for (Schedules schedules : instances) {
                schedules.close();
            }
        }
        assertThat(done).containsExactly("2026-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void tellsOfATaskThatFailsAndPlansItsNextTime(String product) throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        try (MigratedDatabase database = open(product)) {
            missed(database, "backups");
            try (Schedules schedules = instance(database, failures)) {
                schedules.start(
                        List.of(new Schedules.Task("backups", NEW_YEAR, ZoneId.of("UTC"), due -> {
                            throw new IllegalStateException("so be it");
                        })),
                        List.of());
                while (failures.isEmpty() || !isPlanned(database)) {
                    Thread.sleep(50);
                }
            }
        }
        assertThat(failures).containsExactly("backups");
    }

    private static void enqueue(MigratedDatabase database, String... ids) {
        database.database().unitOfWork().write(() -> {
            for (String id : ids) {
                database.database().jobs().enqueue("count", id, Instant.EPOCH);
            }
            return null;
        });
    }

    /** The jobs of the table, sorted, and whether each is under way. */
    private static List<String> rows(MigratedDatabase database) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.connect()) {
            Sql.of("SELECT task_instance, picked FROM scheduled_tasks ORDER BY task_instance")
                    .each(connection, row -> rows.add(row.getString(1) + (row.getBoolean(2) ? " under way" : "")));
        }
        return rows;
    }

    private static void await(MigratedDatabase database, String... rows) throws Exception {
        while (!rows(database).equals(List.of(rows))) {
            Thread.sleep(20);
        }
    }

    private static Schedules.JobKind counting(Function<String, Optional<Instant>> work) {
        return new Schedules.JobKind("count", 2, work);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void doesEachJobOnceHoweverManyInstancesThereAre(String product) throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        String[] ids = IntStream.range(0, 20).mapToObj("job %02d"::formatted).toArray(String[]::new);
        try (MigratedDatabase database = open(product)) {
            enqueue(database, ids);
            List<Schedules> instances = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Schedules schedules = instance(database, new CopyOnWriteArrayList<>());
                instances.add(schedules);
                schedules.start(List.of(), List.of(counting(id -> {
                    done.add(id);
                    return Optional.empty();
                })));
            }
            await(database);
            instances.forEach(Schedules::close);
        }
        assertThat(done).containsExactlyInAnyOrder(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void queuesAJobOnceAndNotIfItsTransactionIsUndone(String product) throws Exception {
        try (MigratedDatabase database = open(product)) {
            enqueue(database, "a", "b", "a");
            database.database().unitOfWork().decide(() -> {
                database.database().jobs().enqueue("count", "c", Instant.EPOCH);
                return new UnitOfWork.End.Rollback<>("undone");
            });
            assertThat(rows(database)).containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void doesAJobOnceMoreThatIsQueuedWhileItIsUnderWay(String product) throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        try (MigratedDatabase database = open(product);
                Schedules schedules = instance(database, new CopyOnWriteArrayList<>())) {
            enqueue(database, "a");
            schedules.start(List.of(), List.of(counting(id -> {
                if (done.isEmpty()) {
                    enqueue(database, id, id);
                }
                done.add(id);
                return Optional.empty();
            })));
            await(database);
        }
        assertThat(done).containsExactly("a", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void doesAJobAgainWhenItAsksForItOrFails(String product) throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        List<String> failures = new CopyOnWriteArrayList<>();
        try (MigratedDatabase database = open(product);
                Schedules schedules = instance(database, failures)) {
            enqueue(database, "a");
            schedules.start(List.of(), List.of(counting(id -> {
                done.add(id);
                return switch (done.size()) {
                    case 1 -> Optional.of(Instant.EPOCH);
                    case 2 -> throw new IllegalStateException("so be it");
                    default -> Optional.empty();
                };
            })));
            await(database);
        }
        assertThat(done).containsExactly("a", "a", "a");
        assertThat(failures).containsExactly("count");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void takesOverWhatAnInstanceHadThatIsGone(String product) throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        try (MigratedDatabase database = open(product);
                Schedules schedules = instance(database, new CopyOnWriteArrayList<>())) {
            enqueue(database, "of the gone", "of the living", "of the stopped");
            take(database, "of the gone", Owners.newOwner(), Instant.now());
            take(database, "of the living", new Living().self(), Instant.now());
            take(database, "of the stopped", new Living().self(), Instant.now().minus(1, ChronoUnit.HOURS));
            schedules.start(List.of(), List.of(counting(id -> {
                done.add(id);
                return Optional.empty();
            })));
            await(database, "of the living under way");
        }
        assertThat(done).containsExactlyInAnyOrder("of the gone", "of the stopped");
    }

    /** Does what an instance does that begins a job. */
    private static void take(MigratedDatabase database, String id, String owner, Instant lastHeartbeat)
            throws SQLException {
        try (Connection connection = database.connect()) {
            Sql.of("UPDATE scheduled_tasks SET picked = ?, picked_by = ?, last_heartbeat = ? WHERE task_instance = ?")
                    .with((statement, index) -> statement.setBoolean(index, true))
                    .with(owner)
                    .with((statement, index) -> statement.setTimestamp(index, Timestamp.from(lastHeartbeat)))
                    .with(id)
                    .update(connection);
        }
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

    @Test
    void tellOnceThatTheDatabaseCannotBeAsked() throws InterruptedException {
        List<String> failures = new CopyOnWriteArrayList<>();
        AtomicBoolean down = new AtomicBoolean();
        CountDownLatch looks = new CountDownLatch(3);
        try (MigratedDatabase database = open("SQLite")) {
            DataSource source = (DataSource) Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (proxy, method, arguments) -> {
                        if (down.get()) {
                            if (Thread.currentThread().getName().equals("schedules-of-the-gone")) {
                                looks.countDown();
                            }
                            throw new SQLException("it is down");
                        }
                        return method.invoke(database.source(), arguments);
                    });
            try (Schedules schedules =
                    Cron.in(source, writers, new Living(), (name, e) -> failures.add(name + ": " + e.getMessage()))) {
                schedules.start(
                        List.of(new Schedules.Task("new-year", NEW_YEAR, ZoneId.of("UTC"), time -> {})), List.of());
                down.set(true);
                looks.await();
                assertThat(failures).containsExactly("the look for what is due: the database does not answer");
            }
        }
    }
}
