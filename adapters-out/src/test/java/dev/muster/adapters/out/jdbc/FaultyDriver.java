package dev.muster.adapters.out.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The database's own driver, but that what a test chooses fails, once. */
public final class FaultyDriver implements Driver {
    /** Of the thread of the test: the pool opens connections on others, which are of no concern. */
    private static final ThreadLocal<@Nullable Fault> NEXT = new ThreadLocal<>();

    /** When the database fails. */
    enum Moment {
        BEGIN,
        STATEMENT,
        COMMIT,
        /** A statement fails, and then the rollback for it. */
        ROLLBACK
    }

    /**
     * What will fail.
     *
     * @param skip how many statements go well before
     * @param endsTransaction whether the database has rolled the transaction back by itself then, as SQLite may
     */
    record Fault(Moment moment, int skip, SQLException exception, boolean endsTransaction) {}

    /** Lets something fail, once. */
    static void next(Fault fault) {
        NEXT.set(fault);
    }

    /** Lets nothing fail any more; whether what was to fail did. */
    static boolean happened() {
        boolean happened = NEXT.get() == null;
        NEXT.remove();
        return happened;
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties);
        return proxy(Connection.class, new Unreliable(connection, connection));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A connection or a statement of it. */
    private record Unreliable(Connection connection, Object target) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            boolean first = arguments != null && arguments.length > 0;
            if (name.startsWith("execute")) {
                String sql = first && arguments[0] instanceof String text ? text.toUpperCase(Locale.ROOT) : "";
                failIf(
                        sql.startsWith("BEGIN")
                                ? Moment.BEGIN
                                : sql.equals("COMMIT")
                                        ? Moment.COMMIT
                                        : sql.equals("ROLLBACK") ? Moment.ROLLBACK : Moment.STATEMENT);
            } else if (name.equals("setAutoCommit") && first && Boolean.FALSE.equals(arguments[0])) {
                failIf(Moment.BEGIN);
            } else if (name.equals("commit")) {
                failIf(Moment.COMMIT);
            } else if (name.equals("rollback") && !first) {
                failIf(Moment.ROLLBACK);
            }
            try {
                Object result = method.invoke(target, arguments);
                if (name.equals("unwrap")) {
                    return result;
                }
                return switch (result) {
                    case PreparedStatement s -> proxy(PreparedStatement.class, new Unreliable(connection, s));
                    case Statement s -> proxy(Statement.class, new Unreliable(connection, s));
                    case null, default -> result;
                };
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private void failIf(Moment moment) throws SQLException {
            Fault fault = NEXT.get();
            if (fault == null) {
                return;
            }
            boolean atStatement = moment == Moment.STATEMENT && fault.moment() == Moment.ROLLBACK && fault.skip() >= 0;
            if (moment != fault.moment() && !atStatement) {
                return;
            }
            if (moment == Moment.STATEMENT && fault.skip() > 0) {
                NEXT.set(new Fault(fault.moment(), fault.skip() - 1, fault.exception(), fault.endsTransaction()));
                return;
            }
            NEXT.set(atStatement ? new Fault(Moment.ROLLBACK, -1, fault.exception(), fault.endsTransaction()) : null);
            if (fault.endsTransaction() && moment == Moment.STATEMENT) {
                try (Statement rollback = connection.createStatement()) {
                    rollback.execute("ROLLBACK");
                }
            }
            throw fault.exception();
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return true;
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
