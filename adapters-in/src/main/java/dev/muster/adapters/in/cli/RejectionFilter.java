package dev.muster.adapters.in.cli;

import dev.muster.application.arguments.Filters;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.RejectionStore.Filter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rejections a command is about. */
final class RejectionFilter {
    private final Map<String, String> given = new LinkedHashMap<>();

    @Option(names = "--run", paramLabel = "RUN", description = "Only those of this run.")
    private void run(String text) {
        given.put("run", text);
    }

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only those of this dataset.")
    private void dataset(String text) {
        given.put("dataset", text);
    }

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "Only those with this among their reasons, for example unknown-reference.")
    private void code(String text) {
        given.put("code", text);
    }

    @Option(names = "--field", paramLabel = "FIELD", description = "Only those with a reason that concerns this field.")
    private void field(String text) {
        given.put("field", text);
    }

    @Option(names = "--value", paramLabel = "VALUE", description = "Only those with a reason that tells of this value.")
    private void value(String text) {
        given.put("value", text);
    }

    /** Whether a field is named. */
    boolean hasField() {
        return given.containsKey("field");
    }

    /** What is to stand for the value that is named, or for none, in the field that is named. */
    Map<String, Map<String, String>> ofField(String text) {
        return Map.of(String.valueOf(given.get("field")), Map.of(given.getOrDefault("value", ""), text));
    }

    /** Whether nothing is left out. */
    boolean isEmpty() {
        return given.isEmpty();
    }

    /**
     * The filter that was typed.
     *
     * @param status null for all
     * @throws CommandFailed if there is no such run
     */
    Filter filter(Services services, @Nullable String status) {
        Map<String, String> texts = new LinkedHashMap<>(given);
        if (status != null) {
            texts.put("status", status);
        }
        Filter filter = Filters.rejections(TextArguments.of(texts).spelled(name -> "--" + name), services.datasets());
        if (filter.run() != null
                && services.useCases().database().runs().find(filter.run()).isEmpty()) {
            throw CommandFailed.failure("there is no run %s".formatted(filter.run()));
        }
        return filter;
    }
}
