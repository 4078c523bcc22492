package dev.muster.adapters.out.http;

import java.io.InputStream;
import java.util.Optional;

/** What another service answers, as long as it is being read. Not thread safe. */
public interface HttpAnswer {
    int status();

    /** Returns the value of a header, whose name is compared without case; empty if it is not there. */
    Optional<String> header(String name);

    /**
     * Returns the body's bytes as they came, without decompression; none if there is no body. Reading throws {@link
     * dev.muster.application.port.PortException} of part {@code UPSTREAM}: of kind {@code UNAVAILABLE} if the body is cut
     * or takes too long, of kind {@code FAULT} if it is longer than allowed.
     */
    InputStream body();
}
