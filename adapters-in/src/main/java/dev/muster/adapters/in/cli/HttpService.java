package dev.muster.adapters.in.cli;

import java.net.URI;

/** The HTTP service, for the commands that serve. */
public interface HttpService {

    /**
     * Starts to listen.
     *
     * @return where
     * @throws CommandFailed if it must not or cannot listen there
     */
    URI start();

    /** Waits until the program is told to end, then stops to listen, lets what is under way end, and returns. */
    void serveUntilStopped();
}
