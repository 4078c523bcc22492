package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.json.Views;
import dev.muster.application.export.ExportFormats;
import dev.muster.application.port.TableWriter;
import dev.muster.application.reports.ComputeReport;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Computes a report. */
@Command(name = "report", description = "Computes a report.")
final class ReportCommand implements Callable<Integer> {
    private final Services services;
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "NAME", description = "The report, for example hired-employees-by-quarter.")
    private String name;

    @Option(names = "--year", paramLabel = "YEAR", description = "The calendar year in UTC that the report is about.")
    private @Nullable String year;

    @Option(names = "--limit", paramLabel = "N", description = "Most rows, for reports that have such a limit.")
    private @Nullable String limit;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table (default), csv, json, xlsx or parquet.")
    private Format format = Format.TABLE;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Mixin
    private Output output;

    @Mixin
    private HelpOption help;

    /** How a report is shown. */
    enum Format {
        TABLE,
        CSV,
        JSON,
        XLSX,
        PARQUET
    }

    ReportCommand(Services services, Terminal terminal) {
        this.services = services;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> given = new LinkedHashMap<>();
        if (year != null) {
            given.put("year", year);
        }
        if (limit != null) {
            given.put("limit", limit);
        }
        ReportResult result = services.get(ComputeReport.class).compute(name, given);
        output.write(terminal, out -> {
            switch (json ? Format.JSON : format) {
                case CSV, XLSX, PARQUET ->
                    services.get(ExportFormats.class)
                            .get(Words.of(format))
                            .write(Table.of(result), new TableWriter.Options(false), out);
                case JSON -> JsonLines.write(out, Views.report(result));
                case TABLE -> {
                    PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
                    ReportText.print(text, result, Integer.MAX_VALUE);
                    text.flush();
                }
            }
        });
        return ExitCodes.DONE;
    }
}
