package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.arguments.Filters;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.export.ExportRecords;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives whole datasets. */
@Command(name = "export", description = "Gives the rows of a dataset in the order of their keys, all as of one moment.")
final class ExportCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "DATASET", description = "The dataset whose rows to give.")
    private String datasetName;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv (default), ndjson, json, xlsx, parquet or avro.")
    private @Nullable String format;

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only rows with this value; of several such options, all must hold.")
    private List<String> where = List.of();

    @Mixin
    private RawOption raw;

    @Mixin
    private BomOption bom;

    @Mixin
    private Output output;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Dataset dataset = services.datasets().named(datasetName);
        TextArguments conditions = TextArguments.of(texts(dataset));
        UseCases useCases = services.useCases();
        ExportFormats formats = useCases.exportFormats();
        TableWriter writer = formats.get(output.format(format, formats.names()));
        TableWriter.Options options = new TableWriter.Options(raw.given(), bom.given(writer.format()));
        Map<Integer, Object> equal =
                Filters.records(dataset, conditions, useCases.clock().instant());
        ExportRecords export = useCases.exportRecords();
        output.write(terminal, writer.mediaType(), out -> export.export(dataset, equal, writer, options, out));
        return ExitCodes.DONE;
    }

    private Map<String, String> texts(Dataset dataset) {
        List<String> names = dataset.fields().stream().map(Field::name).toList();
        Map<String, String> texts = new LinkedHashMap<>();
        for (String condition : where) {
            int equals = condition.indexOf('=');
            if (equals < 0) {
                throw CommandFailed.usage("--where must be FIELD=VALUE, not '%s'".formatted(condition));
            }
            String name = condition.substring(0, equals);
            if (!names.contains(name)) {
                throw CommandFailed.usage("%s have no field '%s'; there are %s"
                        .formatted(dataset.name(), name, String.join(", ", names)));
            }
            if (texts.putIfAbsent(name, condition.substring(equals + 1)) != null) {
                throw CommandFailed.usage("--where names %s twice".formatted(name));
            }
        }
        return texts;
    }
}
