package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Span;
import dev.muster.application.tracing.Traced;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Statements whose executions are told of in the trace of the thread, by the names of
 * https://opentelemetry.io/docs/specs/semconv/db/sql/: what is done to which table, never the text of the statement or a value.
 */
public final class TracedStatements {
    private static final Pattern OPERATION = Pattern.compile("\\s*+(\\w++)");
    private static final Pattern TABLE = Pattern.compile(
            "\\b(?:INTO|FROM|UPDATE|COPY|TABLE(?:\\s++IF\\s++NOT\\s++EXISTS)?)\\s++\"?([a-z_]\\w*+)",
            Pattern.CASE_INSENSITIVE);

    private TracedStatements() {}

    /** Work with a statement. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** Runs a statement that is not one of JDBC. */
    public static <T extends @Nullable Object> T during(String system, String sql, Work<T> work) throws SQLException {
        if (!Traced.current().isTold()) {
            return work.run();
        }
        return Traced.<T, SQLException>during(span(system, sql), span -> work.run());
    }

    /**
     * Returns a statement that does the same.
     *
     * @param sql what it was prepared for; null if nothing
     */
    static Object of(Statement statement, String system, @Nullable String sql) {
        Class<?> type = switch (statement) {
            case CallableStatement callable -> CallableStatement.class;
            case PreparedStatement prepared -> PreparedStatement.class;
            default -> Statement.class;
        };
        return Proxy.newProxyInstance(
                TracedStatements.class.getClassLoader(), new Class<?>[] {type}, new Handler(statement, system, sql));
    }

    private static Span span(String system, String sql) {
        String operation = first(OPERATION, sql).toUpperCase(Locale.ROOT);
        String table = first(TABLE, sql);
        String summary = table.isEmpty() ? operation : operation + " " + table;
        Span span = Traced.current()
                .part(Span.Kind.CLIENT, summary)
                .with("db.system.name", system)
                .with("db.operation.name", operation)
                .with("db.query.summary", summary);
        return table.isEmpty() ? span : span.with("db.collection.name", table);
    }

    /** Returns the statement among what a method of JDBC is given; null if there is none. */
    static @Nullable String text(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : null;
    }

    private static String first(Pattern pattern, String sql) {
        Matcher matcher = pattern.matcher(sql);
        return matcher.find() ? matcher.group(1) : "";
    }

    private record Handler(
            Statement statement, String system, @Nullable String prepared) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String given = text(arguments);
            String sql = given == null ? prepared : given;
            if (!method.getName().startsWith("execute")
                    || sql == null
                    || !Traced.current().isTold()) {
                return TransactionalConnections.invoke(method, statement, arguments);
            }
            Span span = span(system, sql);
            try {
                return TransactionalConnections.invoke(method, statement, arguments);
            } catch (SQLException e) {
                span.failed(e.getSQLState() == null ? Integer.toString(e.getErrorCode()) : e.getSQLState());
                throw e;
            } finally {
                span.end();
            }
        }
    }
}
