package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PortException;
import dev.muster.application.port.UnitOfWork;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transactions of one database, those of Micronaut Data, so that its repositories and our own SQL share them. */
final class Transactions implements UnitOfWork {
    private final TransactionOperations<Connection> operations;
    private final Dialect dialect;
    private final @Nullable Lock writers;

    /**
     * @param writers held during each writing transaction; null if the database takes several writers at once
     */
    Transactions(TransactionOperations<Connection> operations, Dialect dialect, @Nullable Lock writers) {
        this.operations = operations;
        this.dialect = dialect;
        this.writers = writers;
    }

    /** Work with a connection. */
    interface SqlWork<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Work with a connection that gives nothing back. */
    interface SqlAction {
        void run(Connection connection) throws SQLException;
    }

    @Override
    public <T> T write(Supplier<T> work) {
        Optional<Connection> current = current();
        if (current.isPresent()) {
            return nested(current.get(), work);
        }
        if (writers != null) {
            writers.lock();
        }
        try {
            return whole(() -> operations.executeWrite(status -> work.get()));
        } finally {
            if (writers != null) {
                writers.unlock();
            }
        }
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return current().isPresent()
                ? work.get()
                : whole(() -> operations.execute(dialect.reading(), status -> work.get()));
    }

    /** Runs SQL in the current transaction, or in one of its own that only reads. */
    <T> T query(SqlWork<T> work) {
        return read(() -> run(work));
    }

    /** Runs SQL in the current transaction, which has to be there. */
    <T> T update(SqlWork<T> work) {
        return run(work);
    }

    /** Runs SQL in the current transaction, which has to be there. */
    void execute(SqlAction action) {
        run(connection -> {
            action.run(connection);
            return Boolean.TRUE;
        });
    }

    private <T> T run(SqlWork<T> work) {
        Connection connection =
                current().orElseThrow(() -> new IllegalStateException("writing needs a transaction around it"));
        return translated(() -> work.run(connection));
    }

    /** Something that asks the database. */
    interface SqlCall<T> {
        T call() throws SQLException;
    }

    /** What {@code call} gives, its failure in terms of the port. */
    <T> T translated(SqlCall<T> call) {
        try {
            return call.call();
        } catch (SQLException e) {
            throw translated(e, e);
        }
    }

    private Optional<Connection> current() {
        return operations
                .findTransactionStatus()
                .map(TransactionStatus::getConnection)
                .map(Connection.class::cast);
    }

    private <T> T nested(Connection connection, Supplier<T> work) {
        Savepoint savepoint = run(Connection::setSavepoint);
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error e) {
            try {
                connection.rollback(savepoint);
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
        execute(c -> c.releaseSavepoint(savepoint));
        return result;
    }

    /** What beginning or committing throws, in terms of the port; what the work throws passes as it is. */
    private <T> T whole(Supplier<T> transaction) {
        try {
            return transaction.get();
        } catch (PortException e) {
            throw e;
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException failure) {
                    throw translated(failure, e);
                }
            }
            throw e;
        }
    }

    private PortException translated(SQLException failure, Throwable cause) {
        PortException.Kind kind = dialect.kindOf(failure);
        String message = switch (kind) {
            case UNAVAILABLE -> "the database cannot be reached or does not answer";
            case FULL -> "the database has no space left";
            case DENIED -> dialect.denial(failure);
            case CONFLICT -> "the database found the operation in conflict with another";
            case CORRUPT -> "the database is damaged";
            case MISSING -> "the database lacks what was asked for";
            case FAULT ->
                "the database does not take what the program asks for (%s)"
                        .formatted(Objects.requireNonNullElse(failure.getSQLState(), "code " + failure.getErrorCode()));
        };
        return new PortException(PortException.Part.DATABASE, kind, message, cause);
    }
}
