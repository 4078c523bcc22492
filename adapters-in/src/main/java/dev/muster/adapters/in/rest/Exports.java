package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.StreamedBody;
import dev.muster.application.Refusal;
import dev.muster.application.work.Bulkhead;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * The answers that are written from the database. Those that are written while they are read hold a connection of it as long as
 * their readers take, so that there may only be a few at a time: those who only want to look something up need connections,
 * too. Short ones do not stand behind them: they are put together in memory, which holds a connection no longer than the
 * database takes. Thread safe.
 */
@Singleton
final class Exports {
    /** Most at a time that are written while they are read; counted in the size of SQLite's pool, as the next one is. */
    static final int MOST = 4;

    /** Most at a time that are put together in memory: together with the others, fewer than the database has connections. */
    static final int MOST_SHORT = 2;

    /** Bytes up to which an export is short. */
    static final int SHORT = 1 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Bulkhead places = bulkhead(MOST);
    private final Bulkhead shortPlaces = bulkhead(MOST_SHORT);
    private final AnswerMemory memory;

    Exports(AnswerMemory memory) {
        this.memory = memory;
    }

    private static Bulkhead bulkhead(int most) {
        return new Bulkhead(most, Integer.MAX_VALUE, PATIENCE, Exports::full);
    }

    /**
     * Returns an answer. What fails before its first byte is thrown.
     *
     * @param writing may be begun a second time if its first bytes are too many to wait for a place with them
     * @throws Refusal {@code too-many-requests} if others are not ready soon
     */
    MutableHttpResponse<?> answer(HttpRequest<?> request, StreamedBody.Writing writing) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<Bulkhead.Share> free = places.tryEnter(1);
        if (free.isPresent()) {
            return whileRead(request, writing, free.get());
        }
        Optional<MutableHttpResponse<?>> whole;
        try (Bulkhead.Share place = shortPlaces.enter(1, deadline - System.nanoTime())) {
            whole = memory.answerUpTo(SHORT, request, writing);
        }
        return whole.orElseGet(() -> whileRead(request, writing, places.enter(1, deadline - System.nanoTime())));
    }

    private static MutableHttpResponse<?> whileRead(
            HttpRequest<?> request, StreamedBody.Writing writing, Bulkhead.Share place) {
        try {
            return HttpResponse.ok(StreamedBody.begun(request, out -> {
                try (place) {
                    writing.to(out);
                }
            }));
        } catch (RuntimeException | Error e) {
            // Perhaps there was not even a thread to write it.
            place.close();
            throw e;
        }
    }

    private static Refusal full() {
        return new Refusal(new Problem(
                        ProblemType.TOO_MANY_REQUESTS,
                        "%d exports are under way, the most at a time; try again later".formatted(MOST))
                .with("allowed", MOST));
    }
}
