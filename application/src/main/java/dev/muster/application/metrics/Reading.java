package dev.muster.application.metrics;

import dev.muster.application.work.Probe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes its time to be read, and may fail. It is read once at a time however many want to know, and what was read
 * is good for a while. Thread safe.
 *
 * @param <T> what is read
 */
public final class Reading<T> {
    private final Probe probe;
    private volatile @Nullable T read;

    /**
     * @param question reads it, or throws
     * @param lasts how long what was read is good for
     */
    public Reading(Supplier<T> question, Duration lasts, InstantSource clock, Executor threads) {
        probe = new Probe(
                () -> {
                    T now = null;
                    try {
                        now = question.get();
                    } finally {
                        read = now;
                    }
                },
                lasts,
                clock,
                threads);
    }

    /**
     * Begins to read it, if it was not read lately.
     *
     * @param wait the longest wait
     * @return what was read; empty if it cannot be read, or not in that time. Never exceptional
     */
    public CompletableFuture<Optional<T>> within(Duration wait) {
        return probe.answer()
                .handle((nothing, fault) -> Optional.ofNullable(read))
                .completeOnTimeout(Optional.empty(), wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
