package dev.muster.adapters.in.rest.http;

import java.io.IOException;

/** Says that the client went away, or that its body is shorter than announced. */
final class IncompleteBody extends IOException {
    private static final long serialVersionUID = 1;

    IncompleteBody(Throwable cause) {
        // The server passes over faults with a message like this, as over a connection that is reset: nobody has to
        // mend it.
        super("connection closed before the body was complete", cause);
    }
}
