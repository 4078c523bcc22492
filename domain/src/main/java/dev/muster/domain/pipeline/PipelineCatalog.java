package dev.muster.domain.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pipelines of an installation. Immutable. */
public final class PipelineCatalog {
    private final Map<String, Pipeline> pipelines;

    /** @throws IllegalArgumentException if two have the same name */
    public PipelineCatalog(List<Pipeline> pipelines) {
        Map<String, Pipeline> byName = new LinkedHashMap<>();
        for (Pipeline pipeline : pipelines) {
            if (byName.put(pipeline.name(), pipeline) != null) {
                throw new IllegalArgumentException("two pipelines are called %s".formatted(pipeline.name()));
            }
        }
        this.pipelines = Collections.unmodifiableMap(byName);
    }

    /** Returns the pipelines, in the order in which they are shown. */
    public List<Pipeline> all() {
        return List.copyOf(pipelines.values());
    }

    /** Finds the pipeline with this name; empty if there is none. */
    public Optional<Pipeline> find(String name) {
        return Optional.ofNullable(pipelines.get(name));
    }
}
