package dev.muster.application.port;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transactions over all stores of one database. Thread safe; a transaction belongs to the thread that runs it. */
public interface UnitOfWork {

    /**
     * Runs {@code work} in a transaction and ends the transaction as the work says. Rolls back if the work throws.
     * Within another transaction it is a part of that one; a rollback then undoes this part alone.
     *
     * @return the result of the work, however the transaction ended
     * @throws PortException if the database cannot do it; what {@code work} throws is thrown as it is
     */
    <T> T decide(Supplier<End<T>> work);

    /**
     * Runs {@code work} in a transaction. Commits if the work returns, rolls back if it throws. Within another
     * transaction it is a part of that one; a rollback then undoes this part alone.
     *
     * @throws PortException if the database cannot do it; what {@code work} throws is thrown as it is
     */
    default <T> T write(Supplier<T> work) {
        return decide(() -> new End.Commit<>(work.get()));
    }

    /**
     * How a transaction ends.
     *
     * @param <T> the result of its work
     */
    sealed interface End<T extends @Nullable Object> {
        /** Returns the result of the work. */
        T result();

        /** Everything that the work did stays. */
        record Commit<T extends @Nullable Object>(T result) implements End<T> {}

        /** Nothing that the work did stays. */
        record Rollback<T extends @Nullable Object>(T result) implements End<T> {}
    }

    /**
     * Returns the same transactions for work that nobody waits for, such as loading. If others write, {@link #write}
     * waits for them for minutes, not seconds, before it throws.
     */
    UnitOfWork patient();

    /**
     * Runs {@code work} so that all its reads see the data as of one moment. Within a {@code write} it joins that
     * transaction.
     */
    <T> T read(Supplier<T> work);
}
