package dev.muster.application.memory;

import dev.muster.application.port.UnitOfWork;
import java.util.function.Supplier;

/** Fails once, in one chosen transaction, as if the process had died in it. For the thread that made it only. */
public final class CrashingUnitOfWork implements UnitOfWork {
    private final UnitOfWork database;
    private final int fatal;
    private final Moment moment;
    private int begun;
    private int depth;

    /** When the process dies. */
    public enum Moment {
        /** All work of the transaction is done, and lost. */
        BEFORE_COMMIT,
        /** The transaction is committed, but nobody learns of it. */
        AFTER_COMMIT
    }

    /** What is thrown in place of dying. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash(String message) {
            super(message);
        }
    }

    /**
     * @param fatal which writing transaction is the one to fail, from 1; those inside others do not count
     */
    public CrashingUnitOfWork(UnitOfWork database, int fatal, Moment moment) {
        this.database = database;
        this.fatal = fatal;
        this.moment = moment;
    }

    /** Whether the fatal transaction was begun; if its work threw by itself, it did no harm. */
    public boolean reached() {
        return begun >= fatal;
    }

    @Override
    public <T> T decide(Supplier<End<T>> work) {
        if (depth == 0) {
            begun++;
        }
        depth++;
        try {
            T result = database.decide(() -> {
                End<T> end = work.get();
                crashAt(Moment.BEFORE_COMMIT);
                return end;
            });
            crashAt(Moment.AFTER_COMMIT);
            return result;
        } finally {
            depth--;
        }
    }

    @Override
    public UnitOfWork patient() {
        return this;
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return database.read(work);
    }

    private void crashAt(Moment here) {
        if (depth == 1 && begun == fatal && here == moment) {
            throw new Crash("in transaction %s".formatted(fatal));
        }
    }
}
