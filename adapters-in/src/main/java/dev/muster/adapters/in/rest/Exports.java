package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.AnswerMemory;
import dev.muster.adapters.in.rest.http.StreamedBody;
import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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

    private final Semaphore free = new Semaphore(MOST, true);
    private final Semaphore freeShort = new Semaphore(MOST_SHORT, true);
    private final Duration patience;
    private final AnswerMemory memory;

    @Inject
    Exports(AnswerMemory memory) {
        this(PATIENCE, memory);
    }

    /** @param patience how long a request waits for others to end */
    Exports(Duration patience, AnswerMemory memory) {
        this.patience = patience;
        this.memory = memory;
    }

    /**
     * An answer; what fails before its first byte is thrown.
     *
     * @param writing may be begun a second time if its first bytes are too many to wait for a place with them
     * @throws Refusal {@code too-many-requests} if others are not ready soon
     */
    MutableHttpResponse<?> answer(HttpRequest<?> request, StreamedBody.Writing writing) {
        long deadline = System.nanoTime() + patience.toNanos();
        if (isFree()) {
            return whileRead(request, writing);
        }
        Optional<MutableHttpResponse<?>> whole = inMemory(request, writing, deadline);
        if (whole.isPresent()) {
            return whole.get();
        }
        take(free, deadline);
        return whileRead(request, writing);
    }

    private MutableHttpResponse<?> whileRead(HttpRequest<?> request, StreamedBody.Writing writing) {
        AtomicBoolean released = new AtomicBoolean();
        Runnable release = () -> {
            if (released.compareAndSet(false, true)) {
                free.release();
            }
        };
        try {
            return HttpResponse.ok(StreamedBody.begun(request, out -> {
                try {
                    writing.to(out);
                } finally {
                    release.run();
                }
            }));
        } catch (RuntimeException | Error e) {
            // Perhaps there was not even a thread to write it.
            release.run();
            throw e;
        }
    }

    /** Takes a place if there is one that nobody waits for. */
    private boolean isFree() {
        try {
            return free.tryAcquire(0, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The answer if it is short; empty if it is not. */
    private Optional<MutableHttpResponse<?>> inMemory(
            HttpRequest<?> request, StreamedBody.Writing writing, long deadline) {
        take(freeShort, deadline);
        try {
            return Optional.of(memory.answer(request, SHORT, out -> writing.to(new Short(out))));
        } catch (TooLong e) {
            return Optional.empty();
        } finally {
            freeShort.release();
        }
    }

    private static void take(Semaphore places, long deadline) {
        try {
            if (places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(new Problem(
                        ProblemType.TOO_MANY_REQUESTS,
                        "%s exports are under way, the most at a time; try again later".formatted(MOST))
                .with("allowed", MOST));
    }

    /** Ends the writing of an export that is not short. */
    private static final class Short extends FilterOutputStream {
        private long size;

        Short(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            count(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            count(length);
            out.write(bytes, offset, length);
        }

        private void count(int length) {
            size += length;
            if (size > SHORT) {
                throw new TooLong();
            }
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("too long", null, false, false);
        }
    }
}
