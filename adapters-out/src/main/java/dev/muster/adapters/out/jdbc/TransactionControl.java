package dev.muster.adapters.out.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** How a database begins and ends a transaction. Thread safe. */
public interface TransactionControl {

    /**
     * Begins a transaction on a connection that is in none.
     *
     * @param readOnly whether it will only read
     * @param longestWait how long it may wait for others that write; of no concern to one that only reads
     * @throws SQLException if it cannot begin; the connection is closed then
     */
    void begin(Connection connection, boolean readOnly, Duration longestWait) throws SQLException;

    /** Commits the connection's transaction; afterwards the connection is in none. */
    void commit(Connection connection) throws SQLException;

    /** Rolls the connection's transaction back; afterwards the connection is in none. */
    void rollback(Connection connection) throws SQLException;

    /** Passes on to the connection that it will only read, or may write again. */
    void setReadOnly(Connection connection, boolean readOnly) throws SQLException;

    /** By the means of JDBC, for drivers that do what it says. */
    TransactionControl JDBC = new TransactionControl() {
        @Override
        public void begin(Connection connection, boolean readOnly, Duration longestWait) throws SQLException {
            connection.setAutoCommit(false);
        }

        @Override
        public void commit(Connection connection) throws SQLException {
            connection.commit();
            connection.setAutoCommit(true);
        }

        @Override
        public void rollback(Connection connection) throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
        }

        @Override
        public void setReadOnly(Connection connection, boolean readOnly) throws SQLException {
            connection.setReadOnly(readOnly);
        }
    };
}
