package dev.muster.adapters.out.sqlite;

import java.io.File;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.SQLiteConnection;

/**
 * Keeps the write-ahead log from growing while there are readers. SQLite starts the log anew only when nobody reads
 * from it, and readers that overlap leave no such moment. A checkpoint that truncates the log makes one: readers that
 * come while it waits for the others read from the database's file. Thread safe.
 *
 * @see <a href="https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files">Avoiding excessively large WAL
 *     files</a>
 */
final class WriteAheadLog {
    /** The limit in bytes: about what SQLite's own checkpoints leave of a large load. */
    static final long LIMIT = 64L << 20;

    /** The size at which to try again. */
    private final AtomicLong next = new AtomicLong(LIMIT);

    /**
     * Truncates the log if it is too large. Waits for readers no longer than a statement waits for a lock. If they take
     * longer, the log grows by another {@link #LIMIT} before the next try.
     *
     * @param connection a connection without a transaction
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
            // Whatever is in the way is also in the way of the transaction, which will report it.
        } finally {
            next.set(Math.max(LIMIT, log.length() + LIMIT));
        }
    }
}
