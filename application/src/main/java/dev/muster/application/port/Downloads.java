package dev.muster.application.port;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What other services give at addresses on the web. Nothing is tried twice. All methods throw {@link PortException} of
 * part {@code UPSTREAM}: of kind {@code UNAVAILABLE} if the service cannot be reached, does not answer in time or cuts its
 * answer, of kind {@code FAULT} if it answers something else than was asked for or too much of it. They refuse as
 * {@code destination-not-allowed} what may not be reached. Thread safe.
 */
public interface Downloads {

    /**
     * Gets a JSON array, and writes its bytes to {@code out} as they were received. Whatever is written is not the whole
     * array unless this returns {@link Answer.Given}.
     *
     * @param maxBytes most bytes of the array
     * @param out is not closed
     */
    Answer<Long> getArray(URI address, long maxBytes, OutputStream out);

    /**
     * Gets a file.
     *
     * @param maxBytes most bytes of the file
     * @param reader reads it while it is received; what it throws is thrown as it is
     */
    <T> Answer<T> getFile(URI address, long maxBytes, Function<Body, T> reader);

    /**
     * Does nothing if an address may be reached as its host resolves now, or if its host does not resolve now; refuses it
     * otherwise.
     */
    void require(URI address);

    /** A file while it is received. Reading its bytes throws {@link PortException} as said above. */
    record Body(@Nullable String contentType, InputStream bytes) {}

    /**
     * An answer.
     *
     * @param <T> what it is about: the number of bytes, or what was read
     */
    sealed interface Answer<T> {
        record Given<T>(T result) implements Answer<T> {}

        /**
         * The service does not give it.
         *
         * @param status the HTTP status
         * @param retryAfter what the header of that name says; null if it is not there
         */
        record Denied<T>(int status, @Nullable String retryAfter) implements Answer<T> {}
    }
}
