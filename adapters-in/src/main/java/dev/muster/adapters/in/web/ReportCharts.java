package dev.muster.adapters.in.web;

import dev.muster.application.port.ChartRenderer.Format;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.application.reports.ComputeReport;
import dev.muster.application.reports.DrillDown;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Charts of reports as the pages show them: a picture, and on it what answers the pointer and the keyboard. Thread safe. */
@Singleton
final class ReportCharts {
    /** By itself on a page. */
    static final Size LARGE = new Size(960, 540);

    /** Among others. */
    static final Size SMALL = new Size(600, 380);

    private static final int LEAST_SIZE = 16;

    private final ComputeReport reports;
    private final DrillDown drillDown;

    ReportCharts(ComputeReport reports, DrillDown drillDown) {
        this.reports = reports;
        this.drillDown = drillDown;
    }

    /** Of a picture, in its pixels. */
    record Size(int width, int height) {}

    /**
     * A chart.
     *
     * @param picture address of the picture on a light background
     * @param darkPicture the same on a dark one
     * @param spots its numbers, each with the address of the records behind it
     */
    record Shown(String title, String page, Size size, String picture, String darkPicture, List<Spot> spots) {}

    /** A place in a picture, in its pixels. */
    record Spot(String text, String records, long x, long y, long width, long height) {}

    /** Returns the years for which a report has data, the newest first; empty if it has no year. */
    List<String> years(Report report) {
        return report.parameters().contains(Parameter.YEAR)
                ? reports.withData(report.name()).stream()
                        .map(parameters -> parameters.getOrDefault(Parameter.YEAR.name(), ""))
                        .toList()
                        .reversed()
                : List.of();
    }

    /** Computes a report. A year that is not given is the newest with data; empty if there is none. */
    Optional<ReportResult> compute(Report report, Map<String, String> given) {
        Map<String, String> parameters = new LinkedHashMap<>(given);
        if (report.parameters().contains(Parameter.YEAR) && !parameters.containsKey(Parameter.YEAR.name())) {
            List<String> years = years(report);
            if (years.isEmpty()) {
                return Optional.empty();
            }
            parameters.put(Parameter.YEAR.name(), years.getFirst());
        }
        return Optional.of(reports.compute(report.name(), parameters));
    }

    /** Returns the chart of a result. Whether there are records to be seen behind its numbers depends on who looks. */
    Shown of(ReportResult result, Size size, boolean withRecords) {
        String name = result.report().name();
        Map<String, String> parameters = texts(result);
        Map<String, String> light = new LinkedHashMap<>(parameters);
        light.put("width", Integer.toString(size.width()));
        light.put("height", Integer.toString(size.height()));
        Map<String, String> dark = new LinkedHashMap<>(light);
        dark.put("theme", "dark");
        String picture = "/api/v1/reports/%s.svg".formatted(name);
        return new Shown(
                result.chart().title(),
                "/reports/" + name + PageText.query(parameters),
                size,
                picture + PageText.query(light),
                picture + PageText.query(dark),
                drillDown.marks(result, new Picture(Format.SVG, size.width(), size.height(), Theme.LIGHT)).stream()
                        .map(marked -> spot(name, marked, withRecords))
                        .toList());
    }

    /** Returns the parameters of a result as a query has them. */
    static Map<String, String> texts(ReportResult result) {
        Map<String, String> texts = new LinkedHashMap<>();
        result.arguments().values().forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    /** Returns the address of the records behind a figure. */
    static String records(String report, Map<String, String> keys) {
        return "/reports/%s/records".formatted(report) + PageText.query(keys);
    }

    private static Spot spot(String report, DrillDown.Marked marked, boolean withRecords) {
        var mark = marked.mark();
        BigDecimal value = mark.value();
        // What is small can be hit all the same.
        double width = Math.max(LEAST_SIZE, mark.width());
        double height = Math.max(LEAST_SIZE, mark.height());
        return new Spot(
                "%s, %s: %s".formatted(mark.category(), mark.series(), PageText.number(value)),
                withRecords ? records(report, marked.keys()) : "",
                Math.round(mark.x() - (width - mark.width()) / 2),
                Math.round(mark.y() - (height - mark.height()) / 2),
                Math.round(width),
                Math.round(height));
    }
}
