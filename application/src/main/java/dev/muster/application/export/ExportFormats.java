package dev.muster.application.export;

import dev.muster.application.Refusal;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The formats that datasets and rejections are written in. Immutable and thread safe. */
public final class ExportFormats {
    private final Map<String, TableWriter> writers = new LinkedHashMap<>();

    public ExportFormats(List<TableWriter> writers) {
        writers.forEach(writer -> this.writers.put(writer.format(), writer));
    }

    /** All formats, in a fixed order. */
    public Collection<TableWriter> all() {
        return List.copyOf(writers.values());
    }

    /** The format with this name; empty if there is none. */
    public Optional<TableWriter> find(String name) {
        return Optional.ofNullable(writers.get(name));
    }

    /**
     * The format with this name.
     *
     * @throws Refusal {@code bad-parameter} if there is none
     */
    public TableWriter get(String name) {
        return find(name)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.BAD_PARAMETER,
                                "format must be one of %s, not '%s'"
                                        .formatted(String.join(", ", writers.keySet()), name))
                        .with("field", "format")
                        .with("allowed", List.copyOf(writers.keySet()))));
    }
}
