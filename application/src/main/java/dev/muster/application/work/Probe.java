package dev.muster.application.work;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A question whether something is there, which is asked once at a time however many want to know: all who come before there is
 * an answer, and for a while after that, share it. Thread safe.
 */
public final class Probe {
    private final Runnable question;
    private final Duration lasts;
    private final InstantSource clock;
    private final Executor threads;
    private CompletableFuture<@Nullable Void> asked = CompletableFuture.completedFuture(null);
    private Instant answeredAt = Instant.MIN;

    /**
     * @param question throws if it is not there
     * @param lasts how long an answer is good for
     */
    public Probe(Runnable question, Duration lasts, InstantSource clock, Executor threads) {
        this.question = question;
        this.lasts = lasts;
        this.clock = clock;
        this.threads = threads;
    }

    /** The answer, which is exceptional if the question throws; a copy, which may be given up without harm to others. */
    public synchronized CompletableFuture<@Nullable Void> answer() {
        Instant now = clock.instant();
        boolean old =
                now.isBefore(answeredAt) || Duration.between(answeredAt, now).compareTo(lasts) >= 0;
        if (asked.isDone() && old) {
            asked = CompletableFuture.runAsync(this::ask, threads);
        }
        return asked.copy();
    }

    private void ask() {
        try {
            question.run();
        } finally {
            answered(clock.instant());
        }
    }

    private synchronized void answered(Instant at) {
        answeredAt = at;
    }
}
