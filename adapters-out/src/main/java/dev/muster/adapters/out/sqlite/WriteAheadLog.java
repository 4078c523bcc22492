package dev.muster.adapters.out.sqlite;

import java.io.File;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.SQLiteConnection;

/**
 * Keeps the write-ahead log from growing as long as there are readers. SQLite starts it anew only when nobody reads from it,
 * and among readers that overlap there is no such moment; a checkpoint that truncates makes one: readers that come while it
 * waits for the others read from the database's file. Thread safe.
 *
 * @see <a href="https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files">Avoiding excessively large WAL files</a>
 */
final class WriteAheadLog {
    /** In bytes: about as much as SQLite's own checkpoints leave behind of a large load. */
    static final long LIMIT = 64L << 20;

    /** The size at which it is tried again. */
    private final AtomicLong next = new AtomicLong(LIMIT);

    /**
     * Truncates the log if it is larger than it should be. Waits for readers no longer than a statement waits for a lock; if they
     * take longer, the log grows by another {@link #LIMIT} before the next try.
     *
     * @param connection one that is in no transaction
     */
    void bound(SQLiteConnection connection) {
        File log = new File(Sqlite.file(connection.getUrl()) + "-wal");
        long tried = next.get();
        if (log.length() < tried || !next.compareAndSet(tried, Long.MAX_VALUE)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            // Whatever is in the way is in the way of the transaction, too, which tells of it.
        } finally {
            next.set(Math.max(LIMIT, log.length() + LIMIT));
        }
    }
}
