package dev.muster.adapters.out.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.jdbc.MigratedDatabase;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {
    /** Far more than may come together before the log is truncated. */
    private static final int MOST_MEGABYTES = 1_024;

    @TempDir
    private Path folder;

    @Test
    void getsShortAgainAlthoughThereIsAReaderAtAnyTime() throws Exception {
        File log = folder.resolve("muster.db-wal").toFile();
        AtomicBoolean done = new AtomicBoolean();
        try (MigratedDatabase database = MigratedDatabase.onSqlite(folder);
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE large (content BLOB NOT NULL)");
                Future<Integer> reader = executor.submit(() -> readWithoutPause(database, done));
                try {
                    long longest = 0;
                    for (int written = 0; log.length() >= longest; written++) {
                        assertThat(written).as("megabytes").isLessThan(MOST_MEGABYTES);
                        longest = log.length();
                        connection.setAutoCommit(false);
                        statement.execute("INSERT INTO large VALUES (zeroblob(1 << 20))");
                        connection.commit();
                        connection.setAutoCommit(true);
                    }
                    assertThat(longest).isGreaterThan(WriteAheadLog.LIMIT);
                } finally {
                    done.set(true);
                }
                assertThat(reader.get()).isPositive();
            }
        }
    }

    /** Begins a transaction that reads before it ends the one before: how often. */
    private static int readWithoutPause(MigratedDatabase database, AtomicBoolean done) throws SQLException {
        int times = 0;
        Connection last = reading(database);
        while (!done.get()) {
            Connection next = reading(database);
            last.close();
            last = next;
            times++;
        }
        last.close();
        return times;
    }

    private static Connection reading(MigratedDatabase database) throws SQLException {
        Connection connection = database.connect();
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SELECT count(*) FROM large")) {
            results.next();
        }
        return connection;
    }
}
