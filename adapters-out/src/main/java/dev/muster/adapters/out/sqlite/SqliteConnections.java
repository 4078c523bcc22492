package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.TransactionControl;
import dev.muster.adapters.out.jdbc.TransactionalConnections;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Begins and ends the transactions of SQLite. The driver's own way does not suffice. It believes in a transaction that
 * it failed to begin. It begins the next one, with the lock of the writer, as part of each commit. It does not let an
 * open connection become read-only.
 */
@Singleton
@Order(Ordered.HIGHEST_PRECEDENCE)
@Requires(property = "datasources.default.url", pattern = "jdbc:sqlite:.*")
final class SqliteConnections implements BeanCreatedEventListener<DataSource>, TransactionControl {
    private final WriteAheadLog writeAheadLog = new WriteAheadLog();

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        return TransactionalConnections.of(event.getBean(), this, "sqlite");
    }

    /**
     * A transaction that writes takes the lock of the writer at once, so that it does not fail half way for lack of it.
     * The database gives up waiting after {@link Sqlite#BUSY_TIMEOUT}, and is then asked again. A transaction that
     * reads waits for nobody.
     */
    @Override
    public void begin(Connection connection, boolean readOnly, Duration longestWait) throws SQLException {
        if (!readOnly) {
            writeAheadLog.bound(connection.unwrap(SQLiteConnection.class));
        }
        long start = System.nanoTime();
        while (true) {
            try {
                execute(connection, readOnly ? "BEGIN" : "BEGIN IMMEDIATE");
                told(connection, true);
                return;
            } catch (SQLiteException e) {
                boolean waits = e.getResultCode().code % 256 == SQLiteErrorCode.SQLITE_BUSY.code
                        && System.nanoTime() - start < longestWait.toNanos()
                        && !Thread.currentThread().isInterrupted();
                if (!waits) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
        told(connection, false);
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        execute(connection, "ROLLBACK");
        told(connection, false);
    }

    /** Does nothing: only the way in which a transaction begins differs. */
    @Override
    public void setReadOnly(Connection connection, boolean readOnly) {}

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Tells the driver whether there is a transaction. Otherwise it would try to begin and commit one around each
     * statement.
     */
    private static void told(Connection connection, boolean inTransaction) throws SQLException {
        connection.unwrap(SQLiteConnection.class).getConnectionConfig().setAutoCommit(!inTransaction);
    }
}
