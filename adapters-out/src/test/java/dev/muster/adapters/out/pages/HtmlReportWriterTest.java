package dev.muster.adapters.out.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.charts.Charts;
import dev.muster.application.contract.ReportWriterContract;
import dev.muster.application.port.ReportWriter;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.ReportResult;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HtmlReportWriterTest extends ReportWriterContract {
    private final ReportWriter html = Pages.html(Charts.renderer(undrawn -> {}));

    @Override
    protected ReportWriter writer() {
        return html;
    }

    private String page(List<List<@Nullable Object>> rows, @Nullable BigDecimal mean) throws Exception {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("mean", mean);
        facts.put("departments_counted", 12L);
        ReportResult result = new ReportResult(
                HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING,
                new Arguments(Map.of("year", 2021L)),
                rows,
                Collections.nCopies(rows.size(), Map.of("department_id", "8")),
                facts,
                new Receipt(
                        1_364,
                        565,
                        Map.of("required", 70L, "too-long", 2L),
                        5,
                        Instant.parse("2026-11-21T09:45:12Z"),
                        HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING.definition()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        html.write(result, ReportWriter.Options.DEFAULT, out);
        return out.toString(UTF_8);
    }

    @Test
    void showsTableChartFactsDefinitionAndReceipt() throws Exception {
        String page = page(List.of(List.of(1_008L, "Support", 1_221L)), new BigDecimal("113.7083"));
        assertThat(page)
                .startsWith("<!doctype html>\n<html lang=\"en\">")
                .endsWith("</html>\n")
                .contains("<title>Departments above average hiring</title>")
                .contains("<p class=\"about\">Year 2021, as of 2026-11-21T09:45:12Z</p>")
                .contains("<svg ", "Mean 113.7083")
                .contains("<dt>Mean</dt><dd>113.7083</dd>", "<dt>Departments counted</dt><dd>12</dd>")
                .contains("<th scope=\"col\" class=\"number\">Hired</th>")
                .contains("<td class=\"number\">1008</td>", "<td class=\"text\">Support</td>")
                .contains("<td class=\"number\">1,221</td>")
                .contains("<p>" + HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING.definition() + "</p>")
                .contains("<dt>Rows in these numbers</dt><dd>1,364</dd>")
                .contains("<dd>72 (required 70, too-long 2)</dd>");
    }

    @Test
    void standsAlone() throws Exception {
        assertThat(page(List.of(List.of(8L, "Support", 221L)), null))
                .doesNotContain("<script", "<link", "src=", "@import")
                .contains("@media print");
    }

    @Test
    void takesNamesForNothingButTexts() throws Exception {
        String page = page(List.of(List.of(8L, "<script>alert(1)</script> & \"co\"", 221L)), null);
        assertThat(page)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; \"co\"")
                .doesNotContain("<script");
    }

    @Test
    void saysThatThereIsNoData() throws Exception {
        assertThat(page(List.of(), null))
                .contains("<p>There is no data to show.</p>")
                .doesNotContain("<table>");
    }

    @Test
    void namesNoTimeBeforeAnythingIsStored() throws Exception {
        ReportResult result = new ReportResult(
                HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING,
                new Arguments(Map.of("year", 2021L)),
                List.of(),
                List.of(),
                Map.of(),
                new Receipt(
                        0, 0, Map.of(), 0, Instant.EPOCH, HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING.definition()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        html.write(result, ReportWriter.Options.DEFAULT, out);
        assertThat(out.toString(UTF_8))
                .contains("<p class=\"about\">Year 2021, nothing stored yet</p>", "<dt>Committed at</dt><dd>never</dd>")
                .doesNotContain("1970");
    }
}
