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
 * Transactions of one database, those of Micronaut Data, so that its repositories and our own SQL share them. After a statement
 * has failed nothing more is asked of its transaction: some databases have ended it by then, and would commit each further
 * statement by itself.
 */
final class Transactions implements UnitOfWork {
    /** Someone waits for what they asked for. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Longer than the first load of a large dataset, in this process or another, keeps the only writer's lock. */
    private static final Duration PATIENT_WAIT = Duration.ofMinutes(10);

    /** Tells those who begin a transaction deeper down how long it may wait. */
    private static final ScopedValue<Duration> WAIT = ScopedValue.newInstance();

    private final TransactionOperations<Connection> operations;
    private final TransactionDefinition reading;
    private final Failures failures;
    private final @Nullable Lock writers;
    private final Duration longestWait;
    private final ThreadLocal<@Nullable Unit> units;

    /**
     * @param reading a transaction that only reads, and sees the data as of one moment
     * @param writers held during each writing transaction; null if the database takes several writers at once
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

    /** How long the transaction that the current thread begins may wait for others that write. */
    static Duration longestWait() {
        return WAIT.orElse(LONGEST_WAIT);
    }

    /** What became of a transaction so far. */
    private static final class Unit {
        /** What its first statement that failed threw; null as long as none did. */
        private @Nullable PortException failure;

        /** What its work threw; null as long as it did not. */
        private @Nullable Throwable thrown;
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

    /** What a repository of Micronaut Data gives in the current transaction, or in one of its own that only reads. */
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

    /** Something that asks the database. */
    interface SqlCall<T> {
        T call() throws SQLException;
    }

    /** What {@code call} gives, its failure in terms of the port. */
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

    /** A failure in terms of the port, noted if it is the first one. */
    RuntimeException failed(SQLException failure) {
        return failed(translated(failure, failure));
    }

    /** Notes a failure, if it is the first one, before it is thrown. */
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

    /** Does the work of a transaction; what it throws, and what failed though it did not throw, ends the transaction. */
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
     * What beginning or committing throws, in terms of the port; what the work throws passes as it is, even if the rollback
     * after it fails, too.
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
