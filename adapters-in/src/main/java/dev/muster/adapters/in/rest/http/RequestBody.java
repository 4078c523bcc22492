package dev.muster.adapters.in.rest.http;

import dev.muster.application.Refusal;
import dev.muster.domain.run.Problem;
import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.ServerHttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A request's body, read as it arrives, a piece at a time. Tells faults of the connection from those of whatever the bytes
 * are written to, as {@link IncompleteBody}, and gives up on senders that are slower than that: with a {@link Refusal}.
 */
public final class RequestBody extends InputStream {
    private sealed interface Step {
        record Piece(ReadBuffer bytes) implements Step {}

        record End() implements Step {}

        record Broken(Throwable cause) implements Step {}
    }

    private static final byte[] NOTHING = {};

    private final MinimumRate minimumRate;
    private final Arrival arrival = new Arrival();
    private byte[] current = NOTHING;
    private int position;
    private boolean ended;
    private long received;
    private long waitedNanos;

    private RequestBody(MinimumRate minimumRate) {
        this.minimumRate = minimumRate;
    }

    /** The body of {@code request}, whose beginning is the beginning of the sender's time; to be closed. */
    public static RequestBody of(HttpRequest<?> request, MinimumRate minimumRate) {
        RequestBody body = new RequestBody(minimumRate);
        ((ServerHttpRequest<?>) request).byteBody().toReadBufferPublisher().subscribe(body.arrival);
        return body;
    }

    @Override
    public int read() throws IOException {
        return ready() ? current[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int n = Math.min(length, current.length - position);
        System.arraycopy(current, position, bytes, offset, n);
        position += n;
        return n;
    }

    @Override
    public void close() {
        arrival.cancel();
    }

    /** Waits until there is a byte; false if the body has ended. */
    private boolean ready() throws IOException {
        while (position == current.length && !ended) {
            switch (next()) {
                case Step.Piece(ReadBuffer bytes) -> {
                    current = bytes.toArray();
                    position = 0;
                    received += current.length;
                }
                case Step.End() -> ended = true;
                case Step.Broken(Throwable cause) -> throw new IncompleteBody(cause);
            }
        }
        return position < current.length;
    }

    private Step next() throws IOException {
        long begin = System.nanoTime();
        try {
            Step step = arrival.poll(minimumRate.nanosLeft(received, waitedNanos));
            if (step == null) {
                throw new Refusal(new Problem(HttpProblemType.REQUEST_TIMEOUT, minimumRate.tooSlow(received)));
            }
            return step;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a body", e);
        } finally {
            waitedNanos += System.nanoTime() - begin;
        }
    }

    /** Takes pieces off the connection, each when it is asked for: whoever sends faster than we write has to wait. */
    private static final class Arrival implements Subscriber<ReadBuffer> {
        private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
        private @Nullable Subscription subscription;
        /** Whether a piece was asked for before there was anyone to ask. */
        private boolean asked;

        private boolean cancelled;

        /** The next step; null if it does not come in time. */
        @Nullable
        Step poll(long nanos) throws InterruptedException {
            Step there = steps.poll();
            if (there != null) {
                return there;
            }
            ask();
            return steps.poll(nanos, TimeUnit.NANOSECONDS);
        }

        private synchronized void ask() {
            if (subscription == null) {
                asked = true;
            } else {
                subscription.request(1);
            }
        }

        @Override
        public synchronized void onSubscribe(Subscription given) {
            subscription = given;
            if (cancelled) {
                given.cancel();
            } else if (asked) {
                given.request(1);
            }
        }

        @Override
        public synchronized void onNext(ReadBuffer bytes) {
            if (cancelled) {
                bytes.close();
            } else {
                steps.add(new Step.Piece(bytes));
            }
        }

        @Override
        public void onError(Throwable cause) {
            steps.add(new Step.Broken(cause));
        }

        @Override
        public void onComplete() {
            steps.add(new Step.End());
        }

        synchronized void cancel() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
            for (Step step; (step = steps.poll()) != null; ) {
                if (step instanceof Step.Piece(ReadBuffer bytes)) {
                    bytes.close();
                }
            }
        }
    }
}
