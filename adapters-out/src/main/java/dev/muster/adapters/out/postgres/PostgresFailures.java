package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.Failures;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.application.port.PortException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Says what PostgreSQL's failures mean. The codes come from appendix A of the manual. */
final class PostgresFailures implements Failures {
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[^\\p{L}\\p{N}_$]+");

    /**
     * Finds the rights that the current user lacks on the objects that a message names. PostgreSQL names, in its own
     * language, the object on which it refused an operation, but not the right that is missing.
     */
    private static final String LACKING = """
            WITH named AS (SELECT unnest(?::text[]) AS name)
            SELECT format('%s on table %s', string_agg(privilege, ', ' ORDER BY position), c.relname)
                FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'])
                    WITH ORDINALITY AS p (privilege, position)
                WHERE c.relname IN (SELECT name FROM named) AND c.relkind IN ('r', 'p', 'v') AND pg_table_is_visible(c.oid)
                    AND NOT has_table_privilege(c.oid, privilege)
                GROUP BY c.relname
            UNION ALL SELECT format('%s on schema %s', privilege, nspname)
                FROM pg_namespace n, unnest(ARRAY['USAGE', 'CREATE']) AS p (privilege)
                WHERE nspname IN (SELECT name FROM named) AND nspname NOT LIKE 'pg\\_temp%'
                    AND NOT has_schema_privilege(n.oid, privilege)
            UNION ALL SELECT format('TEMPORARY on database %s', current_database())
                WHERE EXISTS (SELECT FROM named WHERE name = current_database() OR name LIKE 'pg\\_temp%')
                    AND NOT has_database_privilege(current_database(), 'TEMPORARY')""";

    private static final String NAMED_TABLES = "SELECT format('table %s', relname) FROM pg_class"
            + " WHERE relname = ANY (?) AND relkind IN ('r', 'p', 'v') AND pg_table_is_visible(oid)";

    private final DataSource source;

    /** @param source gives further connections, to ask what was denied while a transaction is broken */
    PostgresFailures(DataSource source) {
        this.source = source;
    }

    @Override
    public Kind kindOf(SQLException failure) {
        String state = stateOf(failure);
        if (state == null || state.length() != 5) {
            // This comes from no server: the pool had no connection, or the network failed.
            return Kind.UNAVAILABLE;
        }
        return switch (state) {
            case "25006", "25P03", "25P04" ->
                Kind.UNAVAILABLE; // a standby, or a session that was ended for its slowness
            case "23502", "23514" -> Kind.FAULT; // nulls and checks: no other run's work makes them fail
            case "40003" -> Kind.UNAVAILABLE; // nobody knows whether it was completed
            case "42501" -> Kind.DENIED; // all others of its class: no such table or column, syntax
            case "53100", "53400" -> Kind.FULL; // disk, and limits on temporary files
            case "55P03", "55006" -> Kind.UNAVAILABLE; // a lock was not to be had in time
            case "57P04" -> Kind.FAULT; // the database was dropped
            case "58P01", "58P02", "XX001", "XX002" ->
                Kind.CORRUPT; // a file is missing or there twice; damaged data, index
            default ->
                switch (state.substring(0, 2)) {
                    case "08", "53", "57", "58" -> Kind.UNAVAILABLE; // connection, resources, an operator, the system
                    case "23", "40" -> Kind.CONFLICT; // another's work was first; deadlock
                    case "28", "44", "P0" -> Kind.DENIED; // user or password; a view's or trigger's refusal
                    default -> Kind.FAULT;
                };
        };
    }

    /**
     * Says in words which rights the user lacks, if rights are the cause. Asks through a connection of its own, because
     * the failed one may not answer.
     */
    @Override
    public String denial(SQLException failure) {
        String state = String.valueOf(stateOf(failure));
        if (state.startsWith("28")) {
            return "the database refuses the user or the password";
        }
        if (!state.equals("42501")) {
            return "a trigger or view in the database refuses the operation (%s)".formatted(state);
        }
        Sql.Parameter names =
                PostgresColumnTypes.texts(List.of(BETWEEN_NAMES.split(String.valueOf(failure.getMessage()))));
        try (Connection connection = source.getConnection()) {
            List<String> rights = texts(connection, LACKING, names);
            if (!rights.isEmpty()) {
                return "the database user lacks the right " + String.join("; ", rights);
            }
            List<String> tables = texts(connection, NAMED_TABLES, names);
            return "the database does not let its user do this%s: a policy forbids it, or only the owner may"
                    .formatted(tables.isEmpty() ? "" : " with " + String.join(", ", tables));
        } catch (SQLException e) {
            failure.addSuppressed(e);
            return "the database user lacks a right";
        }
    }

    private static List<String> texts(Connection connection, String query, Sql.Parameter names) throws SQLException {
        return Sql.of(query).with(names).list(connection, results -> results.getString(1));
    }

    /** Returns the state of the failure or of its cause. Failures of the pool itself have none. */
    private static @Nullable String stateOf(SQLException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
