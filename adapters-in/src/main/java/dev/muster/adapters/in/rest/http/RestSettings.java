package dev.muster.adapters.in.rest.http;

import java.util.Set;

/**
 * Where and within which bounds the HTTP API is served.
 *
 * @param host name or address that is bound; on a loopback address only requests to loopback names are answered
 * @param allowedHosts names and addresses under which requests may call a service that is on no loopback address
 * @param port port that is bound; 0 for any that is free
 * @param maxUploadBytes most bytes of a body with records, also after decompression
 * @param minimumRate how slowly bodies may come
 */
public record RestSettings(
        String host,
        Set<String> allowedHosts,
        int port,
        long maxUploadBytes,
        MinimumRate minimumRate,
        ConnectionLimits connections) {
    /** The property of the context that is {@code true} where requests must show a key. Filters are chosen before beans are made. */
    public static final String KEYS = "muster.http.keys";

    public RestSettings {
        allowedHosts = Set.copyOf(allowedHosts);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port %s is not from 0 to 65535".formatted(port));
        }
        if (maxUploadBytes < 1) {
            throw new IllegalArgumentException("maxUploadBytes %s is less than 1".formatted(maxUploadBytes));
        }
    }

    public RestSettings(String host, Set<String> allowedHosts, int port, long maxUploadBytes) {
        this(host, allowedHosts, port, maxUploadBytes, MinimumRate.OF_BODIES, ConnectionLimits.USUAL);
    }
}
