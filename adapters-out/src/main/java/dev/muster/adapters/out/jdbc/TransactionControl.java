package dev.muster.adapters.out.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Begins and ends the transactions of a database. Thread safe. */
public interface TransactionControl {

    /**
     * Begins a transaction on a connection that has none.
     *
     * @param readOnly whether the transaction will only read
     * @param longestWait how long the transaction may wait for others that write; ignored if it only reads
     * @throws SQLException if the transaction cannot begin; the connection is closed then
     */
    void begin(Connection connection, boolean readOnly, Duration longestWait) throws SQLException;

    /** Commits the connection's transaction. The connection has none afterwards. */
    void commit(Connection connection) throws SQLException;

    /** Rolls the connection's transaction back. The connection has none afterwards. */
    void rollback(Connection connection) throws SQLException;

    /** Tells the connection that it will only read, or may write again. */
    void setReadOnly(Connection connection, boolean readOnly) throws SQLException;

    /** Uses the means of JDBC, for drivers that follow its specification. */
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
