package dev.muster.adapters.in.rest;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The answers that are written from the database while they are read. Each holds a connection of it as long as its reader
 * takes, so that there may only be a few at a time: those who only want to look something up need connections, too.
 */
@Singleton
final class Exports {
    /** Most at a time. */
    static final int MOST = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore free = new Semaphore(MOST, true);
    private final Duration patience;
    private final Pace pace;

    @Inject
    Exports(RestSettings settings) {
        this(PATIENCE, settings.pace());
    }

    /**
     * @param patience how long a request waits for others to end
     * @param pace how slowly a reader may take an answer before it has to make room for others
     */
    Exports(Duration patience, Pace pace) {
        this.patience = patience;
        this.pace = pace;
    }

    /**
     * An answer; what fails before its first byte is thrown.
     *
     * @throws Refusal {@code too-many-requests} if others are not ready soon
     */
    StreamedBody begin(StreamedBody.Writing writing) {
        boolean mine;
        try {
            mine = free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mine = false;
        }
        if (!mine) {
            throw new Refusal(new Problem(
                            ProblemType.TOO_MANY_REQUESTS,
                            "%d exports are under way, the most at a time; try again later".formatted(MOST))
                    .with("allowed", MOST));
        }
        return StreamedBody.begun(
                out -> {
                    try {
                        writing.to(out);
                    } finally {
                        free.release();
                    }
                },
                pace);
    }
}
