package dev.muster.application.tracing;

import dev.muster.application.Refusal;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Span;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Of which span the work of a thread is a part. */
public final class Traced {
    private static final ThreadLocal<@Nullable Span> CURRENT = new ThreadLocal<>();

    private Traced() {}

    /** Work that a span is about. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, X extends Exception> {
        T in(Span span) throws X;
    }

    /** Returns the span of this thread. */
    public static Span current() {
        Span span = CURRENT.get();
        return span == null ? Span.NONE : span;
    }

    /** Does work as a part of this thread's span. */
    public static <T extends @Nullable Object, X extends Exception> T part(String name, Work<T, X> work) throws X {
        return during(current().part(Span.Kind.INTERNAL, name), work);
    }

    /** Does work and ends its span. */
    public static <T extends @Nullable Object, X extends Exception> T during(Span span, Work<T, X> work) throws X {
        Span before = enter(span);
        try {
            return work.in(span);
        } catch (Throwable e) {
            span.failed(type(e));
            throw e;
        } finally {
            leave(before);
            span.end();
        }
    }

    /** Returns work that is a part of this thread's span, wherever it runs. */
    public static <T extends @Nullable Object> Supplier<T> carried(Supplier<T> work) {
        Span span = current();
        if (span == Span.NONE) {
            return work;
        }
        return () -> {
            Span before = enter(span);
            try {
                return work.get();
            } finally {
                leave(before);
            }
        };
    }

    /** Makes a span the calling thread's, and returns the one before, for {@link #leave}. */
    public static Span enter(Span span) {
        Span before = current();
        set(span);
        return before;
    }

    /** Makes the span that was there before the calling thread's again. */
    public static void leave(Span before) {
        set(before);
    }

    private static void set(Span span) {
        if (span == Span.NONE) {
            CURRENT.remove();
        } else {
            CURRENT.set(span);
        }
    }

    private static String type(Throwable fault) {
        return switch (fault) {
            case Refusal refusal -> refusal.problem().type().slug();
            case PortException failure -> failure.problem().type().slug();
            default -> fault.getClass().getName();
        };
    }
}
