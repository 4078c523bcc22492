package dev.muster.adapters.out.pages;

import dev.muster.adapters.out.xml.XmlCharacters;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ChartRenderer.Format;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.application.port.ReportWriter;
import dev.muster.domain.report.ReportResult;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a report as an HTML page that needs no script and no other file. Thread safe. */
final class HtmlReportWriter implements ReportWriter {
    private static final String TEMPLATE = "report.jte";
    private static final Picture CHART = new Picture(Format.SVG, 1024, 576, Theme.LIGHT);

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, HtmlReportWriter.class.getClassLoader(), HtmlReportWriter.class.getPackageName());

    private final ChartRenderer charts;

    HtmlReportWriter(ChartRenderer charts) {
        this.charts = charts;
    }

    @Override
    public String format() {
        return "html";
    }

    @Override
    public String mediaType() {
        return "text/html";
    }

    @Override
    public Kind kind() {
        return Kind.PAGE;
    }

    @Override
    public void write(ReportResult result, Options options, OutputStream out) throws IOException {
        String svg = new String(charts.render(result.chart(), CHART), StandardCharsets.UTF_8);
        StringOutput page = new StringOutput();
        templates.render(TEMPLATE, ReportPage.of(result, svg), page);
        out.write(XmlCharacters.only(page.toString()).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
