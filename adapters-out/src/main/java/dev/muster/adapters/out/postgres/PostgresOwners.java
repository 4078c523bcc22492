package dev.muster.adapters.out.postgres;

import dev.muster.adapters.out.jdbc.Failures;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.application.port.PortException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Each process holds an advisory lock in a session of its own. The server releases the lock when the process dies. If
 * the session is lost while the process lives, a new one takes its place the next time that it is needed.
 */
final class PostgresOwners implements Owners {
    private static final int SECONDS_TO_ANSWER = 2;

    /** Rows of the owner with a number, in {@code pg_locks}. */
    private static final String LOCKS = """
            pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (classid::bigint << 32 | objid::bigint) = ?""";

    private final DataSource source;
    private final Failures failures;
    private final String self = Owners.newOwner();
    private @Nullable Connection session;

    PostgresOwners(DataSource source) {
        this.source = source;
        this.failures = new PostgresFailures(source);
    }

    @Override
    public synchronized String self() {
        try {
            Connection current = session;
            if (current == null || !current.isValid(SECONDS_TO_ANSWER)) {
                close();
                session = lock();
            }
            return self;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Connection lock() throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(true);
            Sql.of("SELECT pg_advisory_lock(?)").with(number(self)).each(connection, results -> {});
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean lives(String owner) {
        if (!owner.matches("[0-9a-f]{16}")) {
            return false;
        }
        try (Connection connection = source.getConnection()) {
            return Sql.of("SELECT EXISTS (SELECT FROM " + LOCKS + ")")
                    .with(number(owner))
                    .isTrue(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** All sessions of a process have one name, which no other process has; before they did, all processes had one. */
    @Override
    public void breakOff(String owner) {
        try (Connection connection = source.getConnection()) {
            Sql.of("""
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND usename = current_user
                                AND application_name LIKE 'muster-%%' AND application_name =
                                (SELECT application_name FROM pg_stat_activity WHERE pid = (SELECT pid FROM %s))""".formatted(LOCKS)).with(number(owner)).each(connection, results -> {});
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public synchronized void close() {
        Connection current = session;
        session = null;
        if (current != null) {
            // Otherwise the pool would keep the session, and with it the lock.
            try (Connection closing = current) {
                Sql.execute(closing, "SELECT pg_advisory_unlock_all()");
            } catch (SQLException e) {
                // The session is lost, and the lock with it.
                return;
            }
        }
    }

    private static long number(String owner) {
        return Long.parseUnsignedLong(owner, 16);
    }

    private PortException failed(SQLException e) {
        PortException.Kind kind = failures.kindOf(e);
        String message = kind == PortException.Kind.DENIED
                ? failures.denial(e)
                : "the database cannot be reached or does not answer";
        return new PortException(PortException.Part.DATABASE, kind, message, e);
    }
}
