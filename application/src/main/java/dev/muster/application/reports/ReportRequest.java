package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.application.port.ReportWriter;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A report that someone asks for in a certain form.
 *
 * @param parameters texts of the report's own parameters by name
 * @param options how it is to be written
 */
public record ReportRequest(Map<String, String> parameters, ReportWriter.Options options) {
    private static final String CSV = "csv";
    private static final String RAW = "raw";
    private static final String BOM = "bom";
    private static final String WIDTH = "width";
    private static final String HEIGHT = "height";
    private static final String THEME = "theme";

    /**
     * Reads a request from texts by name: the parameters of the report, and the options that the kind of format has.
     *
     * @param ask returns the texts; refuses them if they have other names than these
     * @throws Refusal {@code bad-parameter} if a text has a name that neither the report nor the format knows, or
     *     an option is out of its bounds
     */
    public static ReportRequest of(Report report, ReportWriter writer, Function<List<String>, TextArguments> ask) {
        List<String> options = switch (writer.kind()) {
            case DATA -> writer.format().equals(CSV) ? List.of(RAW, BOM) : List.of(RAW);
            case PICTURE -> List.of(WIDTH, HEIGHT, THEME);
            case PAGE -> List.of();
        };
        List<String> allowed = new ArrayList<>(
                report.parameters().stream().map(Parameter::name).toList());
        allowed.addAll(options);
        TextArguments query = ask.apply(allowed);
        Map<String, String> parameters = query.texts();
        parameters.keySet().removeAll(options);
        return new ReportRequest(
                parameters,
                new ReportWriter.Options(
                        query.flag(RAW),
                        query.flag(BOM),
                        (int) query.number(WIDTH, Picture.MIN_WIDTH, Picture.MAX_SIZE)
                                .orElse(Picture.DEFAULT_WIDTH),
                        (int) query.number(HEIGHT, Picture.MIN_HEIGHT, Picture.MAX_SIZE)
                                .orElse(Picture.DEFAULT_HEIGHT),
                        query.oneOf(THEME, Theme.class).orElse(Theme.LIGHT)));
    }
}
