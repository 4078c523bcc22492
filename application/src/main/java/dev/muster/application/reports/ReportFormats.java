package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The formats that reports are given in. Immutable and thread safe. */
public final class ReportFormats {
    /** The formats of tables that make sense for a report; the others are for whole datasets. */
    private static final Set<String> TABLES = Set.of("csv", "xlsx", "parquet");

    private final Map<String, ReportWriter> writers = new LinkedHashMap<>();

    /**
     * @param tables of which some are formats of reports, too
     * @param charts draws PNG and SVG
     * @param documents formats that are made for reports: JSON, HTML
     */
    public ReportFormats(List<TableWriter> tables, ChartRenderer charts, List<ReportWriter> documents) {
        List<ReportWriter> all = new ArrayList<>(documents);
        tables.stream()
                .filter(writer -> TABLES.contains(writer.format()))
                .map(TableOfReport::new)
                .forEach(all::add);
        for (ChartRenderer.Format format : ChartRenderer.Format.values()) {
            all.add(new ChartOfReport(charts, format));
        }
        all.forEach(writer -> writers.put(writer.format(), writer));
    }

    /** All formats, in a fixed order. */
    public Collection<ReportWriter> all() {
        return List.copyOf(writers.values());
    }

    /** The format with this name; empty if there is none. */
    public Optional<ReportWriter> find(String name) {
        return Optional.ofNullable(writers.get(name));
    }

    /**
     * The format with this name.
     *
     * @throws Refusal {@code bad-parameter} if there is none
     */
    public ReportWriter get(String name) {
        return find(name)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.BAD_PARAMETER,
                                "format must be one of %s, not '%s'"
                                        .formatted(String.join(", ", writers.keySet()), name))
                        .with("field", "format")
                        .with("allowed", List.copyOf(writers.keySet()))));
    }
}
