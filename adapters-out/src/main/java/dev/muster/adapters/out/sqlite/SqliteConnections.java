package dev.muster.adapters.out.sqlite;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;

/**
 * Teaches the connections of SQLite what a read-only transaction is: one that takes no write lock when it begins, so that
 * readers never wait for the writer. The driver itself refuses to change the flag of an open connection.
 */
@Singleton
@Order(Ordered.HIGHEST_PRECEDENCE)
@Requires(property = "datasources.default.url", pattern = "jdbc:sqlite:.*")
final class SqliteConnections implements BeanCreatedEventListener<DataSource> {

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        DataSource source = event.getBean();
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class, AutoCloseable.class},
                (p, method, arguments) -> {
                    try {
                        Object result = method.invoke(source, arguments);
                        return result instanceof Connection connection ? readOnlyByMode(connection) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Connection readOnlyByMode(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "setReadOnly" -> {
                            setMode(connection, (Boolean) arguments[0]);
                            return null;
                        }
                        case "isReadOnly" -> {
                            return mode(connection) == TransactionMode.DEFERRED;
                        }
                        case "close" -> {
                            if (!connection.isClosed()) {
                                setMode(connection, false);
                            }
                        }
                        default -> {}
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void setMode(Connection connection, boolean readOnly) throws SQLException {
        // Of the connection's configuration: the "current" mode is set back by the driver whenever it begins a
        // transaction.
        connection
                .unwrap(SQLiteConnection.class)
                .getConnectionConfig()
                .setTransactionMode(readOnly ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
    }

    private static TransactionMode mode(Connection connection) throws SQLException {
        return connection.unwrap(SQLiteConnection.class).getConnectionConfig().getTransactionMode();
    }
}
