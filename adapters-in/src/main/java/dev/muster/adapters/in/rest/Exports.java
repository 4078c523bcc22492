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
 * Gives the answers that are written from the database. An answer that is written while it is read holds a connection as long
 * as its reader takes. Only a few may do so at a time, because look-ups need connections, too. A short answer need not wait for
 * them: it is put together in memory, and holds its connection only as long as the database takes. Thread safe.
 */
@Singleton
final class Exports {
    /** The most answers at a time that are written while they are read. The size of SQLite's pool counts on this number. */
    static final int MOST = 4;

    /** The most answers at a time that are put together in memory. The size of SQLite's pool counts on this number, too. */
    static final int MOST_SHORT = 2;

    /** An export of at most these bytes is short. */
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
                        "%s exports are under way, the most at a time; try again later".formatted(MOST))
                .with("allowed", MOST));
    }
}
