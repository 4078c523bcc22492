package dev.muster.adapters.in.rest.http;

/**
 * Where and within which bounds the HTTP API is served.
 *
 * @param host name or address that is bound; on a loopback address only requests to loopback names are answered
 * @param port port that is bound; 0 for any that is free
 * @param maxUploadBytes most bytes of a body with records, also after decompression
 * @param minimumRate how slowly bodies may come
 */
public record RestSettings(
        String host, int port, long maxUploadBytes, MinimumRate minimumRate, ConnectionLimits connections) {
    public RestSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port %s is not from 0 to 65535".formatted(port));
        }
        if (maxUploadBytes < 1) {
            throw new IllegalArgumentException("maxUploadBytes %s is less than 1".formatted(maxUploadBytes));
        }
    }

    public RestSettings(String host, int port, long maxUploadBytes) {
        this(host, port, maxUploadBytes, MinimumRate.OF_BODIES, ConnectionLimits.USUAL);
    }
}
