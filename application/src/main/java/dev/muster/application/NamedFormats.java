package dev.muster.application;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Formats by their names. Immutable and thread safe. */
public abstract class NamedFormats<F> {
    private final Map<String, F> formats = new LinkedHashMap<>();

    protected NamedFormats(List<F> formats, Function<F, String> name) {
        formats.forEach(format -> this.formats.put(name.apply(format), format));
    }

    /** Returns all formats, in a fixed order. */
    public final Collection<F> all() {
        return List.copyOf(formats.values());
    }

    /** Returns the names of {@link #all()}, in the same order. */
    public final List<String> names() {
        return List.copyOf(formats.keySet());
    }

    /** Finds the format with this name; empty if there is none. */
    public final Optional<F> find(String name) {
        return Optional.ofNullable(formats.get(name));
    }

    /**
     * Returns the format with this name.
     *
     * @throws Refusal {@code bad-parameter} if there is none
     */
    public final F get(String name) {
        return find(name)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.BAD_PARAMETER,
                                "format must be one of %s, not '%s'".formatted(String.join(", ", names()), name))
                        .with("field", "format")
                        .with("allowed", names())));
    }
}
