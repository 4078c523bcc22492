package dev.muster.adapters.in.rest;

import java.io.IOException;

/** The client went away, or its body is not as long as it said. */
final class InterruptedBody extends IOException {
    private static final long serialVersionUID = 1;

    InterruptedBody(Throwable cause) {
        super("the body ended before it was complete", cause);
    }
}
