package dev.muster.adapters.out.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What only one transaction holds at a time, and what becomes of one whose process has stopped. */
class HeldTest {
    private static final String WHAT = "stream payments of transactions";
    private static final PostgresDialect AT_ONCE = new PostgresDialect(Duration.ZERO);

    private final String url = PostgresServer.newDatabase();
    private Connection holder;
    private Connection other;

    @BeforeEach
    void connect() throws SQLException {
        holder = session();
        other = session();
    }

    @AfterEach
    void disconnect() throws SQLException {
        // Not close(), which complains of one that the server has ended.
        holder.abort(Runnable::run);
        other.abort(Runnable::run);
    }

    private Connection session() throws SQLException {
        Connection connection = DriverManager.getConnection(url, "postgres", null);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Lets the other one wait for a short time only. */
    private void hurry() throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute("SET lock_timeout = '200ms'");
        }
        other.commit();
    }

    @Test
    void isHeldUntilTheTransactionEnds() throws SQLException {
        PostgresDialect patient = new PostgresDialect();
        patient.hold(holder, WHAT);
        patient.hold(holder, WHAT);
        hurry();
        assertThatThrownBy(() -> patient.hold(other, WHAT)).hasMessageContaining("lock timeout");
        other.rollback();

        assertThatCode(() -> patient.hold(other, "another stream")).doesNotThrowAnyException();
        holder.commit();
        assertThatCode(() -> patient.hold(other, WHAT)).doesNotThrowAnyException();
    }

    @Test
    void isTakenFromOneThatStoppedBetweenStatements() throws SQLException {
        AT_ONCE.hold(holder, WHAT);

        AT_ONCE.hold(other, WHAT);

        assertThatThrownBy(holder::commit).isInstanceOf(SQLException.class);
    }

    /** No timeout of the server ends such a session. */
    @Test
    void isTakenFromOneThatStoppedInTheMiddleOfCopy() throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute("CREATE TEMP TABLE rows (value text)");
        }
        AT_ONCE.hold(holder, WHAT);
        CopyIn copy = holder.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY rows FROM STDIN");

        AT_ONCE.hold(other, WHAT);

        assertThatThrownBy(copy::endCopy).isInstanceOf(SQLException.class);
    }

    @Test
    void isNotTakenFromOneThatTheServerWorksFor() throws Exception {
        AT_ONCE.hold(holder, WHAT);
        hurry();
        Thread works = Thread.startVirtualThread(() -> {
            try (Statement statement = holder.createStatement()) {
                statement.execute("SELECT pg_sleep(60)");
            } catch (SQLException e) {
                // It is cancelled below.
            }
        });
        try (Statement statement = other.createStatement()) {
            statement.execute("""
                    DO $$ BEGIN
                        WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')
                        LOOP PERFORM pg_sleep(0.01); PERFORM pg_stat_clear_snapshot(); END LOOP;
                    END $$""");
        }
        assertThatThrownBy(() -> AT_ONCE.hold(other, WHAT)).hasMessageContaining("lock timeout");

        holder.unwrap(PGConnection.class).cancelQuery();
        works.join();
        holder.rollback();
        AT_ONCE.hold(holder, WHAT);
    }
}
