package dev.muster.application.port;

import dev.muster.application.port.Span.Kind;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells a collector of traces what is done, if there is one. Thread safe; but for {@link #close} no method blocks, and none throws. */
public interface Tracing extends AutoCloseable {
    /** There is no collector. */
    Tracing NONE = (kind, name, header) -> Span.NONE;

    /**
     * Begins a trace, or goes on with one.
     *
     * @param header returns what a message that began the work says under a name, such as {@code traceparent}
     *     (https://www.w3.org/TR/trace-context/); null if nothing
     */
    Span begin(Kind kind, String name, Function<String, @Nullable String> header);

    /** Begins a trace. */
    default Span begin(Kind kind, String name) {
        return begin(kind, name, header -> null);
    }

    /** Tells what has not been told yet, as far as that takes a moment. */
    @Override
    default void close() {}
}
