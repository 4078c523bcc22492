package dev.muster.application.backup;

import dev.muster.application.Sha256;
import dev.muster.application.reports.ComputeReport;
import dev.muster.domain.backup.Manifest.FigureEntry;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Digests of the reports, to tell whether they are the same elsewhere. */
final class FigureDigests {
    private static final char BETWEEN_VALUES = '\u001F';

    private FigureDigests() {}

    /** Computes every report that reads none but these datasets, with each of its parameters that has data. */
    static List<FigureEntry> of(ComputeReport reports, Collection<Dataset> datasets) {
        Set<String> names = datasets.stream().map(Dataset::name).collect(Collectors.toSet());
        List<FigureEntry> figures = new ArrayList<>();
        for (Report report : reports.reports()) {
            if (names.containsAll(report.datasets())) {
                for (Map<String, String> parameters : reports.withData(report.name())) {
                    figures.add(of(parameters, reports.compute(report.name(), parameters)));
                }
            }
        }
        return figures;
    }

    private static FigureEntry of(Map<String, String> parameters, ReportResult result) {
        MessageDigest digest = Sha256.begin();
        for (List<?> row : result.rows()) {
            digest.update(line(row).getBytes(StandardCharsets.UTF_8));
        }
        result.facts()
                .forEach((name, value) ->
                        digest.update(line(List.of(name, String.valueOf(value))).getBytes(StandardCharsets.UTF_8)));
        return new FigureEntry(result.report().name(), parameters, result.rows().size(), Sha256.hex(digest));
    }

    private static String line(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(String.valueOf(BETWEEN_VALUES))) + "\n";
    }
}
