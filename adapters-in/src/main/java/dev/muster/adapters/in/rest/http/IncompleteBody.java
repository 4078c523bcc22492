package dev.muster.adapters.in.rest.http;

import java.io.IOException;

/** The client went away, or its body is not as long as it said. */
final class IncompleteBody extends IOException {
    private static final long serialVersionUID = 1;

    IncompleteBody(Throwable cause) {
        // The server passes over faults with a message like this, as over a connection that is reset: nobody has to
        // mend it.
        super("connection closed before the body was complete", cause);
    }
}
