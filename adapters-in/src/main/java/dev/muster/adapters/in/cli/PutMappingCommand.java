package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.JsonObject;
import dev.muster.adapters.in.json.MappingView;
import dev.muster.application.arguments.MappingArguments;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Keeps a mapping. */
@Command(
        name = "put",
        description = "Keeps a mapping, in the place of the one of the same name.",
        footer = {
            "",
            "The file holds a JSON object, such as",
            "  {\"columns\": {\"id\": \"Nr\", \"job\": 3}, \"values\": {\"job\": {\"Dev\": \"Developer\"}}}",
            "which says of each field what its column is called, or which column it is, and what values stand for."
        })
final class PutMappingCommand implements Subcommand {
    private static final String STANDARD_INPUT = "-";

    /** As long as the body of a request may be. */
    private static final int MAX_BYTES = 1 << 20;

    @Parameters(index = "0", paramLabel = "DATASET", description = "The dataset whose files it reads.")
    private String datasetName;

    @Parameters(index = "1", paramLabel = "NAME", description = "What it is called: small letters, digits, - and _.")
    private String name;

    @Parameters(index = "2", paramLabel = "FILE", description = "The mapping in JSON; - is standard input.")
    private String file;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "put-mapping";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Dataset dataset = services.datasets().named(datasetName);
        Mapping mapping = MappingArguments.of(dataset, name, JsonObject.members(bytes(terminal)));
        boolean isNew = services.useCases().manageMappings().put(dataset, mapping);
        if (json.given()) {
            JsonLines.print(terminal, MappingView.of(mapping));
        } else {
            terminal.out().print("mapping %s of %s is %s\n".formatted(name, datasetName, isNew ? "kept" : "replaced"));
        }
        return ExitCodes.DONE;
    }

    private byte[] bytes(Terminal terminal) throws IOException {
        try (InputStream in = file.equals(STANDARD_INPUT) ? terminal.in() : LoadingFile.open(Paths.read(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw CommandFailed.failure("a mapping has at most %s bytes".formatted(MAX_BYTES));
            }
            return bytes;
        }
    }
}
