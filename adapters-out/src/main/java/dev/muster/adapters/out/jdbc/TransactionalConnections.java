package dev.muster.adapters.out.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.application.tracing.Traced;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the connections of a pool, and knows at any time whether a connection is in a transaction. It closes a
 * connection whose begin, commit or rollback failed, and never hands it out again. Pool and driver may be wrong about
 * such a connection, and would commit each statement on it by itself.
 */
public final class TransactionalConnections {
    private TransactionalConnections() {}

    /**
     * Returns a data source in place of {@code pool}, which must be a pool of Hikari. Closing it closes the pool.
     *
     * @param control begins and ends the transactions
     * @param system what traces call the database (https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/)
     */
    public static DataSource of(DataSource pool, TransactionControl control, String system) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = invoke(method, pool, arguments);
            return result instanceof Connection connection
                    ? proxy(
                            Connection.class,
                            new Guard(pool.unwrap(HikariDataSource.class), connection, control, system))
                    : result;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type, AutoCloseable.class}, handler));
    }

    static @Nullable Object invoke(Method method, Object target, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A connection from the time when it is handed out until it is given back. */
    private static final class Guard implements InvocationHandler {
        private final HikariDataSource pool;
        private final Connection connection;
        private final TransactionControl control;
        private final String system;
        private boolean autoCommit = true;
        private boolean readOnly;
        private boolean inTransaction;
        private boolean evicted;

        Guard(HikariDataSource pool, Connection connection, TransactionControl control, String system) {
            this.pool = pool;
            this.connection = connection;
            this.control = control;
            this.system = system;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            switch (method.getName()) {
                case "getAutoCommit" -> {
                    return autoCommit;
                }
                case "setAutoCommit" -> {
                    setAutoCommit((Boolean) argument(arguments));
                    return null;
                }
                case "isReadOnly" -> {
                    return readOnly;
                }
                case "setReadOnly" -> {
                    setReadOnly((Boolean) argument(arguments));
                    return null;
                }
                case "commit" -> {
                    commit();
                    return null;
                }
                case "rollback" -> {
                    if (arguments == null) {
                        end(control::rollback);
                        return null;
                    }
                }
                case "createStatement", "prepareStatement", "prepareCall", "setSavepoint" -> begin();
                case "close" -> {
                    close();
                    return null;
                }
                default -> {}
            }
            Object result = TransactionalConnections.invoke(method, connection, arguments);
            return result instanceof Statement statement && Traced.current().isTold()
                    ? TracedStatements.of(statement, system, TracedStatements.text(arguments))
                    : result;
        }

        private static Object argument(@Nullable Object @Nullable [] arguments) {
            if (arguments == null || arguments[0] == null) {
                throw new IllegalArgumentException("an argument is missing");
            }
            return arguments[0];
        }

        private void setAutoCommit(boolean on) throws SQLException {
            if (on == autoCommit) {
                return;
            }
            if (on) {
                commit();
                autoCommit = true;
            } else {
                autoCommit = false;
                begin();
            }
        }

        private void setReadOnly(boolean on) throws SQLException {
            if (!evicted && on != readOnly) {
                control.setReadOnly(connection, on);
            }
            readOnly = on;
        }

        /** Begins a transaction, unless there is one already or none is wanted. */
        private void begin() throws SQLException {
            if (autoCommit || inTransaction || evicted) {
                return;
            }
            try {
                control.begin(connection, readOnly, Transactions.longestWait());
                inTransaction = true;
            } catch (SQLException | RuntimeException | Error e) {
                evict();
                throw e;
            }
        }

        private void commit() throws SQLException {
            if (inTransaction) {
                TracedStatements.during(system, "COMMIT", () -> {
                    end(control::commit);
                    return connection;
                });
            }
        }

        private interface End {
            void of(Connection connection) throws SQLException;
        }

        /**
         * Ends the transaction if there is one. If the connection was closed, the database has rolled its transaction
         * back.
         */
        private void end(End end) throws SQLException {
            if (!inTransaction) {
                return;
            }
            inTransaction = false;
            try {
                end.of(connection);
            } catch (SQLException | RuntimeException | Error e) {
                evict();
                throw e;
            }
        }

        private void close() throws SQLException {
            if (evicted) {
                return;
            }
            try {
                end(control::rollback);
                setReadOnly(false);
            } finally {
                if (!evicted) {
                    connection.close();
                }
            }
        }

        private void evict() {
            evicted = true;
            pool.evictConnection(connection);
        }
    }
}
