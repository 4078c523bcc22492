package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.Json;
import dev.muster.adapters.in.json.LineageView;
import dev.muster.application.arguments.Filters;
import dev.muster.application.runs.TraceRecord.Lineage;
import dev.muster.domain.dataset.Dataset;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Leads a stored row back to where it came from. */
@Command(
        name = "lineage",
        description = "Tells where a stored row came from: the run, and the record as it was received.")
final class LineageCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "DATASET", description = "The dataset of the row.")
    private String datasetName;

    @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
    private String key;

    @Mixin
    private JsonOption json;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Dataset dataset = services.datasets().named(datasetName);
        UseCases useCases = services.useCases();
        Object value = Filters.value(dataset.keyField(), key, useCases.clock().instant());
        Lineage lineage = useCases.traceRecord()
                .trace(dataset, value)
                .orElseThrow(() -> CommandFailed.failure("%s has no record whose %s is '%s'"
                        .formatted(dataset.name(), dataset.keyField().name(), key)));
        if (json.given()) {
            JsonLines.print(terminal, LineageView.of(lineage));
        } else {
            print(terminal, lineage);
        }
        return ExitCodes.DONE;
    }

    private static void print(Terminal terminal, Lineage lineage) {
        terminal.out()
                .print("run %s of %s, from %s\n"
                        .formatted(
                                lineage.run().id(), Json.text(lineage.run().startedAt()), RunText.name(lineage.run())));
        Long line = lineage.line();
        byte[] raw = lineage.raw();
        if (line == null || raw == null) {
            terminal.out()
                    .print("record %s; what the run read is gone\n".formatted(Cells.number(lineage.recordNumber())));
        } else {
            terminal.out()
                    .print("record %s, line %s:\n%s\n"
                            .formatted(
                                    Cells.number(lineage.recordNumber()), Cells.number(line), RejectionsText.raw(raw)));
        }
    }
}
