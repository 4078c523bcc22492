package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PortException;
import dev.muster.application.port.UnitOfWork;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one database. They are transactions of Micronaut Data, so that its repositories and our own SQL
 * share them. After a statement has failed, its transaction runs no other: some databases have ended the transaction by
 * then, and would commit each further statement by itself.
 */
final class Transactions implements UnitOfWork {
    /** The wait of work whose client waits for an answer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /**
     * This is longer than the first load of a large dataset, in this or another process, keeps the lock of the only
     * writer.
     */
    private static final Duration PATIENT_WAIT = Duration.ofMinutes(10);

    /** Passes down to the code that begins a transaction how long it may wait. */
    private static final ScopedValue<Duration> WAIT = ScopedValue.newInstance();

    private final TransactionOperations<Connection> operations;
    private final TransactionDefinition reading;
    private final Failures failures;
    private final @Nullable Lock writers;
    private final Duration longestWait;
    private final ThreadLocal<@Nullable Unit> units;

    /**
     * @param reading the definition of a transaction that only reads and sees the data as of one moment
     * @param writers a lock that each writing transaction holds; null if the database takes several writers at once
     */
    Transactions(
            TransactionOperations<Connection> operations,
            TransactionDefinition reading,
            Failures failures,
            @Nullable Lock writers) {
        this(operations, reading, failures, writers, LONGEST_WAIT, new ThreadLocal<>());
    }

    private Transactions(
            TransactionOperations<Connection> operations,
            TransactionDefinition reading,
            Failures failures,
            @Nullable Lock writers,
            Duration longestWait,
            ThreadLocal<@Nullable Unit> units) {
        this.operations = operations;
        this.reading = reading;
        this.failures = failures;
        this.writers = writers;
        this.longestWait = longestWait;
        this.units = units;
    }

    /** Returns how long a transaction that the current thread begins may wait for others that write. */
    static Duration longestWait() {
        return WAIT.orElse(LONGEST_WAIT);
    }

    /** The state of a transaction. */
    private static final class Unit {
        /** The exception of its first statement that failed; null if none failed yet. */
        private @Nullable PortException failure;

        /** The exception of its work; null if it threw none yet. */
        private @Nullable Throwable thrown;
    }

    /** Work with a connection. */
    interface SqlWork<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Work with a connection that returns nothing. */
    interface SqlAction {
        void run(Connection connection) throws SQLException;
    }

    @Override
    public UnitOfWork patient() {
        return new Transactions(operations, reading, failures, writers, PATIENT_WAIT, units);
    }

    @Override
    public <T> T decide(Supplier<End<T>> work) {
        Optional<Connection> current = current();
        if (current.isPresent()) {
            return nested(current.get(), work);
        }
        long start = System.nanoTime();
        if (writers != null) {
            lock(writers);
        }
        try {
            Duration rest = longestWait.minusNanos(System.nanoTime() - start);
            return ScopedValue.where(WAIT, rest)
                    .call(() -> whole(unit -> operations.executeWrite(status -> {
                        requireTransaction(status.getConnection());
                        End<T> end = done(unit, work);
                        if (end instanceof End.Rollback) {
                            status.setRollbackOnly();
                        }
                        return end.result();
                    })));
        } finally {
            if (writers != null) {
                writers.unlock();
            }
        }
    }

    private void lock(Lock lock) {
        boolean mine;
        try {
            mine = lock.tryLock(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mine = false;
        }
        if (!mine) {
            throw new PortException(
                    PortException.Part.DATABASE,
                    PortException.Kind.UNAVAILABLE,
                    "other work is being written to the database, and takes long",
                    null);
        }
    }

    private static void requireTransaction(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException("a transaction was begun, but each statement commits by itself");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return current().isPresent()
                ? work.get()
                : whole(unit -> operations.execute(reading, status -> done(unit, work)));
    }

    /** Runs SQL in the current transaction, or in a new one that only reads. */
    <T> T query(SqlWork<T> work) {
        return read(() -> run(work));
    }

    /** Runs SQL in the current transaction. There must be one. */
    <T> T update(SqlWork<T> work) {
        return run(work);
    }

    /** Runs SQL in the current transaction. There must be one. */
    void execute(SqlAction action) {
        run(connection -> {
            action.run(connection);
            return Boolean.TRUE;
        });
    }

    /** Calls a repository of Micronaut Data in the current transaction, or in a new one that only reads. */
    <T> T repository(Supplier<T> call) {
        return read(() -> {
            try {
                return call.get();
            } catch (RuntimeException e) {
                throw failed(inTermsOfThePort(e));
            }
        });
    }

    private <T> T run(SqlWork<T> work) {
        Connection connection =
                current().orElseThrow(() -> new IllegalStateException("writing needs a transaction around it"));
        return translated(() -> work.run(connection));
    }

    /** A call to the database. */
    interface SqlCall<T> {
        T call() throws SQLException;
    }

    /** Returns the result of {@code call}, and throws its failure in terms of the port. */
    <T> T translated(SqlCall<T> call) {
        Unit unit = units.get();
        if (unit != null && unit.failure != null) {
            throw unit.failure;
        }
        try {
            return call.call();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Returns a failure in terms of the port, and notes it if it is the first one. */
    RuntimeException failed(SQLException failure) {
        return failed(translated(failure, failure));
    }

    /** Notes a failure before it is thrown, if it is the first one. */
    private RuntimeException failed(RuntimeException failure) {
        Unit unit = units.get();
        if (unit != null && unit.failure == null && failure instanceof PortException first) {
            unit.failure = first;
        }
        return failure;
    }

    private Optional<Connection> current() {
        return operations
                .findTransactionStatus()
                .map(TransactionStatus::getConnection)
                .map(Connection.class::cast);
    }

    private <T> T nested(Connection connection, Supplier<End<T>> work) {
        Savepoint savepoint = run(Connection::setSavepoint);
        End<T> end;
        try {
            end = work.get();
        } catch (RuntimeException | Error e) {
            try {
                connection.rollback(savepoint);
                Unit unit = units.get();
                if (unit != null) {
                    unit.failure = null;
                }
            } catch (SQLException rollback) {
                e.addSuppressed(failed(translated(rollback, rollback)));
            }
            throw e;
        }
        execute(c -> {
            if (end instanceof End.Rollback) {
                c.rollback(savepoint);
            }
            c.releaseSavepoint(savepoint);
        });
        return end.result();
    }

    /**
     * Does the work of a transaction. An exception ends the transaction, and so does a failed statement whose exception
     * the work swallowed.
     */
    private <T> T done(Unit unit, Supplier<T> work) {
        units.set(unit);
        try {
            T result = work.get();
            if (unit.failure != null) {
                throw unit.failure;
            }
            return result;
        } catch (RuntimeException | Error e) {
            unit.thrown = e;
            throw e;
        } finally {
            units.remove();
        }
    }

    private interface Whole<T> {
        T in(Unit unit);
    }

    /**
     * Runs a whole transaction. Throws a failure to begin or to commit in terms of the port. An exception of the work
     * passes as it is, even if the rollback fails, too.
     */
    private <T> T whole(Whole<T> transaction) {
        Unit unit = new Unit();
        try {
            return transaction.in(unit);
        } catch (RuntimeException e) {
            Throwable thrown = unit.thrown == null ? e : unit.thrown;
            if (thrown != e) {
                thrown.addSuppressed(e);
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            throw inTermsOfThePort((RuntimeException) thrown);
        }
    }

    private RuntimeException inTermsOfThePort(RuntimeException e) {
        if (e instanceof PortException) {
            return e;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure) {
                return translated(failure, e);
            }
        }
        return e;
    }

    private PortException translated(SQLException failure, Throwable cause) {
        PortException.Kind kind = failures.kindOf(failure);
        String message = switch (kind) {
            case UNAVAILABLE -> "the database cannot be reached or does not answer";
            case FULL -> "the database has no space left";
            case DENIED -> failures.denial(failure);
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
