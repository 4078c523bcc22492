package dev.muster.application.memory;

import dev.muster.application.port.UnitOfWork;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Transactions over a {@link State}: one writer at a time, and readers that it does not disturb. */
final class Transactions implements UnitOfWork {
    private final ReentrantLock writer = new ReentrantLock();
    // Of an instance, not static: a thread may have a transaction in each of several databases.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Transaction> current = new ThreadLocal<>();

    private volatile State committed;

    Transactions(State start) {
        this.committed = start;
    }

    private static final class Transaction {
        private final boolean writes;
        private State state;

        Transaction(State state, boolean writes) {
            this.state = state;
            this.writes = writes;
        }
    }

    @Override
    public <T> T decide(Supplier<End<T>> work) {
        Transaction around = current.get();
        if (around != null) {
            return nested(around, work);
        }
        writer.lock();
        try {
            Transaction transaction = new Transaction(committed, true);
            End<T> end = run(transaction, work);
            if (end instanceof End.Commit) {
                committed = transaction.state;
            }
            return end.result();
        } finally {
            writer.unlock();
        }
    }

    @Override
    public UnitOfWork patient() {
        return this;
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return current.get() != null ? work.get() : run(new Transaction(committed, false), work);
    }

    private <T> T run(Transaction transaction, Supplier<T> work) {
        current.set(transaction);
        try {
            return work.get();
        } finally {
            current.remove();
        }
    }

    private static <T> T nested(Transaction around, Supplier<End<T>> work) {
        requireWriting(around);
        State before = around.state;
        try {
            End<T> end = work.get();
            if (end instanceof End.Rollback) {
                around.state = before;
            }
            return end.result();
        } catch (RuntimeException | Error e) {
            around.state = before;
            throw e;
        }
    }

    /** What the current thread sees: its transaction's state, or what was committed last. */
    State state() {
        Transaction transaction = current.get();
        return transaction == null ? committed : transaction.state;
    }

    /**
     * Changes the state of the current thread's transaction.
     *
     * @throws IllegalStateException if it has none that writes: what writes belongs into one
     */
    void change(UnaryOperator<State> change) {
        Transaction transaction = current.get();
        requireWriting(transaction);
        transaction.state = change.apply(transaction.state);
    }

    private static void requireWriting(@Nullable Transaction transaction) {
        if (transaction == null || !transaction.writes) {
            throw new IllegalStateException("writing needs a UnitOfWork.write around it");
        }
    }
}
