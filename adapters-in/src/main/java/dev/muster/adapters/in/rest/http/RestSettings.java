package dev.muster.adapters.in.rest.http;

/**
 * Where and within which bounds the HTTP API is served.
 *
 * @param maxUploadBytes most bytes of a body with records, also after decompression
 * @param minimumRate how slowly bodies may come
 */
public record RestSettings(Reach reach, long maxUploadBytes, MinimumRate minimumRate, ConnectionLimits connections) {
    /** The property of the context that is {@code true} where requests must show a key. Filters are chosen before beans are made. */
    public static final String KEYS = "muster.http.keys";

    public RestSettings {
        if (maxUploadBytes < 1) {
            throw new IllegalArgumentException("maxUploadBytes %s is less than 1".formatted(maxUploadBytes));
        }
    }

    public RestSettings(Reach reach, long maxUploadBytes) {
        this(reach, maxUploadBytes, MinimumRate.OF_BODIES, ConnectionLimits.USUAL);
    }
}
