package dev.muster.application.port;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transactions over all stores of one database. Thread safe; a transaction belongs to the thread that runs it. */
public interface UnitOfWork {

    /**
     * Runs {@code work} in a transaction that ends as it says, and is rolled back when it throws. Inside another one it is part
     * of that, but what it did is undone alone when it says so or throws.
     *
     * @return what the work gives, however the transaction ended
     * @throws PortException if the database cannot do it; what {@code work} throws is thrown as it is
     */
    <T> T decide(Supplier<End<T>> work);

    /**
     * Runs {@code work} in a transaction that is committed when it returns and rolled back when it throws. Inside another one it
     * is part of that, but what it did is undone alone when it throws.
     *
     * @throws PortException if the database cannot do it; what {@code work} throws is thrown as it is
     */
    default <T> T write(Supplier<T> work) {
        return decide(() -> new End.Commit<>(work.get()));
    }

    /**
     * How a transaction ends.
     *
     * @param <T> what its work gives
     */
    sealed interface End<T extends @Nullable Object> {
        /** What the work gives. */
        T result();

        /** What was done stays. */
        record Commit<T extends @Nullable Object>(T result) implements End<T> {}

        /** Nothing of what was done stays. */
        record Rollback<T extends @Nullable Object>(T result) implements End<T> {}
    }

    /**
     * The same transactions for work that nobody waits for, such as loading: where others write and it has to wait for them, it
     * waits for minutes, not for seconds, before {@link #write} throws.
     */
    UnitOfWork patient();

    /** Runs {@code work} so that all its reads see the data as of one moment. Inside a {@code write} it joins that. */
    <T> T read(Supplier<T> work);
}
