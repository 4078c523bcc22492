package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.MappingView;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows mappings. */
@Command(name = "list", description = "Shows the mappings of a dataset, by name.")
final class ListMappingsCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "DATASET", description = "The dataset whose files they read.")
    private String datasetName;

    @Mixin
    private JsonOption json;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Dataset dataset = services.datasets().named(datasetName);
        ManageMappings mappings = services.useCases().manageMappings();
        String after = null;
        Slice<Mapping> slice;
        do {
            slice = mappings.list(dataset, after, PageRequest.MAX_LIMIT);
            for (Mapping mapping : slice.items()) {
                print(terminal, mapping);
            }
            after = last(slice, after);
        } while (slice.more());
        if (after == null && !json.given()) {
            terminal.say("no mappings of %s".formatted(datasetName));
        }
        return ExitCodes.DONE;
    }

    private static @Nullable String last(Slice<Mapping> slice, @Nullable String before) {
        return slice.items().isEmpty() ? before : slice.items().getLast().name();
    }

    private void print(Terminal terminal, Mapping mapping) throws IOException {
        if (json.given()) {
            JsonLines.print(terminal, MappingView.of(mapping));
        } else {
            terminal.out().print(line(mapping));
        }
    }

    private static String line(Mapping mapping) {
        return "%s  %s\n"
                .formatted(
                        mapping.name(),
                        mapping.columns().entrySet().stream()
                                .map(entry -> "%s: %s".formatted(entry.getKey(), text(entry.getValue())))
                                .collect(Collectors.joining(", ")));
    }

    private static String text(Column column) {
        return switch (column) {
            case Column.Named(String name) -> "'%s'".formatted(name);
            case Column.Position(int number) -> "column %s".formatted(number);
        };
    }
}
