package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.reports.ReportFormats;
import dev.muster.domain.report.ReportResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Computes a report. */
@Command(name = "report", description = "Computes a report: as a table, a file, a picture or a page.")
final class ReportCommand implements Subcommand {
    private static final String TABLE = "table";

    @Parameters(index = "0", paramLabel = "NAME", description = "The report, for example hired-employees-by-quarter.")
    private String name;

    @Option(names = "--year", paramLabel = "YEAR", description = "The calendar year in UTC that the report is about.")
    private @Nullable String year;

    @Option(names = "--limit", paramLabel = "N", description = "Most rows, for reports that have such a limit.")
    private @Nullable String limit;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table (default), csv, json, xlsx, parquet, png, svg or html.")
    private @Nullable String format;

    @Option(names = "--width", paramLabel = "PIXELS", description = "Width of a picture, 320 to 4096 (default 1280).")
    private int width = Picture.DEFAULT_WIDTH;

    @Option(names = "--height", paramLabel = "PIXELS", description = "Height of a picture, 200 to 4096 (default 720).")
    private int height = Picture.DEFAULT_HEIGHT;

    @Option(names = "--theme", paramLabel = "THEME", description = "Colours of a picture: light (default) or dark.")
    private Theme theme = Theme.LIGHT;

    @Mixin
    private RawOption raw;

    @Mixin
    private BomOption bom;

    @Mixin
    private Output output;

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        refuseOutside("--width", width, Picture.MIN_WIDTH);
        refuseOutside("--height", height, Picture.MIN_HEIGHT);
        ReportFormats formats = services.useCases().reportFormats();
        List<String> names =
                Stream.concat(Stream.of(TABLE), formats.names().stream()).toList();
        String chosen = output.format(format, names);
        boolean marked = bom.given(chosen);
        ReportResult result = services.useCases().computeReport().compute(name, parameters());
        if (chosen.equals(TABLE)) {
            output.draw(terminal, (out, room) -> ReportText.print(out, room, result, Integer.MAX_VALUE));
        } else {
            ReportWriter writer = formats.get(chosen);
            ReportWriter.Options options = new ReportWriter.Options(raw.given(), marked, width, height, theme);
            output.write(terminal, writer.mediaType(), out -> {
                writer.write(result, options, out);
                if (chosen.equals(Output.JSON)) {
                    out.write('\n');
                }
            });
        }
        return ExitCodes.DONE;
    }

    private Map<String, String> parameters() {
        Map<String, String> given = new LinkedHashMap<>();
        if (year != null) {
            given.put("year", year);
        }
        if (limit != null) {
            given.put("limit", limit);
        }
        return given;
    }

    private static void refuseOutside(String option, int pixels, int least) {
        if (pixels < least || pixels > Picture.MAX_SIZE) {
            throw CommandFailed.usage(
                    "%s must be from %s to %s, not %s".formatted(option, least, Picture.MAX_SIZE, pixels));
        }
    }
}
