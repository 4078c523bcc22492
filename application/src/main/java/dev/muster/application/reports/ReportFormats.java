package dev.muster.application.reports;

import dev.muster.application.NamedFormats;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.TableWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The formats of reports. */
public final class ReportFormats extends NamedFormats<ReportWriter> {
    /** The table formats that make sense for a report. The others are for whole datasets. */
    private static final Set<String> TABLES = Set.of("csv", "xlsx", "parquet");

    /**
     * @param tables all table formats; some of them are formats of reports, too
     * @param charts draws PNG and SVG
     * @param documents formats that are made for reports: JSON, HTML
     */
    public ReportFormats(List<TableWriter> tables, ChartRenderer charts, List<ReportWriter> documents) {
        super(writers(tables, charts, documents), ReportWriter::format);
    }

    private static List<ReportWriter> writers(
            List<TableWriter> tables, ChartRenderer charts, List<ReportWriter> documents) {
        List<ReportWriter> all = new ArrayList<>(documents);
        tables.stream()
                .filter(writer -> TABLES.contains(writer.format()))
                .map(TableOfReport::new)
                .forEach(all::add);
        for (ChartRenderer.Format format : ChartRenderer.Format.values()) {
            all.add(new ChartOfReport(charts, format));
        }
        return all;
    }
}
