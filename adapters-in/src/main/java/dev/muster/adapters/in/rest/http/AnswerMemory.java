package dev.muster.adapters.in.rest.http;

import dev.muster.adapters.in.json.Json;
import dev.muster.application.Refusal;
import dev.muster.application.work.Bulkhead;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bounds the memory of all answers that are put together before they are given. An answer has a part of it from before its
 * data are read until the reader takes its last byte. Requests that find no room wait in the order of arrival, or are told to
 * come back. Thread safe.
 */
@Singleton
public final class AnswerMemory {
    /** The bytes that a page of a list may have, more or less. */
    public static final int PAGE = 4 << 20;

    /** The bytes that a page of a list needs: the items that were read, and their JSON. */
    public static final long FOR_PAGE = 3L * PAGE;

    /** The bytes that one record or rejection needs: its raw bytes, up to a mebibyte, as bytes, as text and as JSON. */
    public static final long FOR_RECORD = 8 << 20;

    /** The bytes that a report needs: its figures, which are few, and their JSON or picture. */
    public static final long FOR_REPORT = 4 << 20;

    /** Answers up to these bytes are not counted: the number of connections bounds them. */
    private static final int UNCOUNTED = 16 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int UNIT = 1 << 10;

    private final int all;
    private final Bulkhead units;

    @Inject
    AnswerMemory() {
        this(Runtime.getRuntime().maxMemory() / 4, PATIENCE);
    }

    /**
     * @param bytes memory for all answers; one that needs more gets in when it is alone
     * @param patience how long a request waits
     */
    AnswerMemory(long bytes, Duration patience) {
        this.all = Math.toIntExact(bytes / UNIT);
        this.units = new Bulkhead(all, Integer.MAX_VALUE, patience, AnswerMemory::full);
    }

    /**
     * Puts an answer together.
     *
     * @param expected bytes that it needs while it is put together, as far as that is known
     * @throws Refusal {@code too-many-requests} if they are not free soon, or what the answer needs beyond them is not free
     */
    public MutableHttpResponse<?> answer(HttpRequest<?> request, long expected, StreamedBody.Writing writing) {
        return answer(request, expected, Long.MAX_VALUE, writing);
    }

    /** Writes an answer, and returns what it is made of. */
    public interface Making<T> {
        T to(OutputStream out) throws IOException;
    }

    /** @param from what the answer is made of */
    public record Made<T>(T from, MutableHttpResponse<?> answer) {}

    /** Puts an answer together that has at most so many bytes, as {@link #answer} does; empty if it has more. */
    public Optional<MutableHttpResponse<?>> answerUpTo(int most, HttpRequest<?> request, StreamedBody.Writing writing) {
        try {
            return Optional.of(answer(request, most, most, writing));
        } catch (TooLong e) {
            return Optional.empty();
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("too long", null, false, false);
        }
    }

    private MutableHttpResponse<?> answer(
            HttpRequest<?> request, long expected, long most, StreamedBody.Writing writing) {
        return make(request, expected, most, out -> {
                    writing.to(out);
                    return Boolean.TRUE;
                })
                .answer();
    }

    /** Does the same, and also returns what the answer is made of. */
    public <T> Made<T> make(HttpRequest<?> request, long expected, Making<T> making) {
        return make(request, expected, Long.MAX_VALUE, making);
    }

    private <T> Made<T> make(HttpRequest<?> request, long expected, long most, Making<T> making) {
        Share share = new Share(units.enter(units(expected)));
        try {
            Chunks chunks = new Chunks(share, most);
            T from = making.to(chunks);
            chunks.end();
            share.keep(chunks.size);
            Object body = chunks.size <= UNCOUNTED
                    ? chunks.bytes()
                    : StreamedBody.of(request, chunks.pieces.iterator(), share::release);
            // The length is said here because without it the server closes the connection after a HEAD.
            return new Made<>(from, HttpResponse.ok(body).contentLength(chunks.size));
        } catch (IOException e) {
            share.release();
            throw new UncheckedIOException("memory does not fail to be written", e);
        } catch (RuntimeException | Error e) {
            share.release();
            throw e;
        }
    }

    /**
     * Returns an answer that tells what was done. When it can be written, and how long it is, is not known beforehand. So it
     * takes its part of the memory only when it is written, and has it until it is read.
     *
     * @param making writes the answer to the share that it is given
     */
    public MutableHttpResponse<?> held(HttpRequest<?> request, Function<Share, MutableHttpResponse<byte[]>> making) {
        Share share = new Share(units.empty());
        try {
            MutableHttpResponse<byte[]> made = making.apply(share);
            byte[] body = made.body();
            int size = body == null ? 0 : body.length;
            share.keep(size);
            return body == null || size <= UNCOUNTED
                    ? made
                    : made.body(StreamedBody.of(request, List.of(body).iterator(), share::release));
        } catch (RuntimeException | Error e) {
            share.release();
            throw e;
        }
    }

    /** Returns the number of bytes that no answer has. */
    public long free() {
        return (long) UNIT * units.free();
    }

    private static Refusal full() {
        return new Refusal(new Problem(
                ProblemType.TOO_MANY_REQUESTS,
                "too many large answers are being given at once; ask again a little later, or for less"));
    }

    private int units(long bytes) {
        return (int) Math.min(all, (bytes + UNIT - 1) / UNIT);
    }

    /** A part of the memory. */
    public final class Share {
        private final Bulkhead.Share held;

        private Share(Bulkhead.Share held) {
            this.held = held;
        }

        /**
         * A view as JSON.
         *
         * @throws Refusal {@code too-many-requests} if there is no room for it now: what it shows is in memory, so that nobody
         *     waits with it
         */
        public byte[] json(Object view) {
            try {
                Chunks chunks = new Chunks(this, Long.MAX_VALUE);
                Json.write(view, chunks);
                chunks.end();
                // While it is put together it is there twice.
                need(chunks.size <= UNCOUNTED ? 0 : 2 * chunks.size);
                return chunks.bytes();
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail to be written", e);
            }
        }

        /** A view as JSON, or, if there is no room for it now, {@code brief}, whose few bytes do not count. */
        public byte[] json(Object view, Object brief) {
            try {
                return json(view);
            } catch (Refusal noRoom) {
                release();
                return Json.bytes(brief);
            }
        }

        /**
         * Makes sure that the share has so many bytes. Never waits, because others may wait for this share.
         *
         * @throws Refusal {@code too-many-requests} if they are not free
         */
        public void need(long bytes) {
            if (!held.growTo(units(bytes))) {
                throw full();
            }
        }

        /** Gives back all but so many bytes. */
        void keep(long bytes) {
            held.shrinkTo(bytes <= UNCOUNTED ? 0 : units(bytes));
        }

        void release() {
            held.close();
        }
    }

    /** Collects bytes in pieces, so that nothing is copied when there are more of them. */
    private static final class Chunks extends OutputStream {
        private static final int CHUNK = 1 << 16;
        private static final int FIRST_CHUNK = 1 << 10;
        private static final int SECOND_CHUNK = UNCOUNTED - FIRST_CHUNK;

        private final Share share;
        private final long most;
        private final Deque<byte[]> pieces = new ArrayDeque<>();
        private byte[] chunk = new byte[FIRST_CHUNK];
        private int filled;
        private long size;

        Chunks(Share share, long most) {
            this.share = share;
            this.most = most;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (size + length > most) {
                throw new TooLong();
            }
            for (int done = 0; done < length; ) {
                if (filled == chunk.length) {
                    pieces.add(chunk);
                    chunk = new byte[next()];
                    filled = 0;
                }
                int n = Math.min(length - done, chunk.length - filled);
                System.arraycopy(bytes, offset + done, chunk, filled, n);
                filled += n;
                done += n;
                size += n;
            }
        }

        private int next() {
            if (size < UNCOUNTED) {
                return SECOND_CHUNK;
            }
            share.need(size + CHUNK);
            return CHUNK;
        }

        void end() {
            if (filled > 0) {
                pieces.add(Arrays.copyOf(chunk, filled));
            }
        }

        /** Returns all bytes in one array. */
        byte[] bytes() {
            ByteBuffer all = ByteBuffer.allocate((int) size);
            pieces.forEach(all::put);
            return all.array();
        }
    }
}
