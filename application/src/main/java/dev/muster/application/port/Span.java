package dev.muster.application.port;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of work in a trace. Its name and its attributes are names of the program's own, counts and identifiers, never values of
 * records. Thread safe; no method blocks or throws.
 */
public interface Span {
    /** A stretch that nobody is told of. */
    Span NONE = new Span() {
        @Override
        public Span part(Kind kind, String name) {
            return this;
        }

        @Override
        public boolean isTold() {
            return false;
        }

        @Override
        public @Nullable String traceId() {
            return null;
        }

        @Override
        public Span named(String name) {
            return this;
        }

        @Override
        public Span with(String attribute, String value) {
            return this;
        }

        @Override
        public Span with(String attribute, long value) {
            return this;
        }

        @Override
        public void failed(String type) {}

        @Override
        public void end() {}
    };

    /** On which side of a call the work is done (https://opentelemetry.io/docs/specs/otel/trace/api/#spankind). */
    enum Kind {
        /** Answers a request. */
        SERVER,
        /** Takes in messages. */
        CONSUMER,
        /** Asks another system. */
        CLIENT,
        /** None of these. */
        INTERNAL
    }

    /** Begins a stretch that is a part of this one. There may be a bound on how many are told of; the others are {@link #NONE}. */
    Span part(Kind kind, String name);

    /** Returns whether anybody is told of it: if not, neither of its parts. */
    boolean isTold();

    /** Returns the trace, 32 hexadecimal digits; null if there is none. */
    @Nullable
    String traceId();

    Span named(String name);

    /** @param attribute as in https://opentelemetry.io/docs/specs/semconv/, or one of ours, which begin with {@code muster.} */
    Span with(String attribute, String value);

    Span with(String attribute, long value);

    /** @param type what kind of failure it was, a name of the program's own */
    void failed(String type);

    /** Ends it. What is said of it later is lost. */
    void end();
}
