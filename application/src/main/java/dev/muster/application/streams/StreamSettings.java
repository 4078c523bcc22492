package dev.muster.application.streams;

import dev.muster.domain.run.Mode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which topics are read.
 *
 * @param on whether there are brokers to read from
 * @param datasets names of datasets by topic, in the order in which they are listed; empty if none is read
 * @param mode of the runs of streams
 */
public record StreamSettings(boolean on, Map<String, String> datasets, Mode mode) {
    /** Nothing is read. */
    public static final StreamSettings OFF = new StreamSettings(false, Map.of(), Mode.UPSERT);

    public StreamSettings {
        datasets = Collections.unmodifiableMap(new LinkedHashMap<>(datasets));
    }
}
