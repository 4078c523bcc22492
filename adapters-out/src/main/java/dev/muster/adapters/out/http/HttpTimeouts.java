package dev.muster.adapters.out.http;

import java.time.Duration;

/**
 * How long another service is waited for.
 *
 * @param connect until it takes the connection
 * @param read between two of its bytes
 * @param total from the first byte of the request to the last one of the answer, redirects included
 */
public record HttpTimeouts(Duration connect, Duration read, Duration total) {}
