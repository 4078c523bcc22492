package dev.muster.application.reports;

import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ReportWriter;
import dev.muster.domain.report.ReportResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** A report's chart as a picture. */
record ChartOfReport(ChartRenderer renderer, ChartRenderer.Format picture) implements ReportWriter {

    @Override
    public String format() {
        return picture.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String mediaType() {
        return picture.mediaType();
    }

    @Override
    public Kind kind() {
        return Kind.PICTURE;
    }

    @Override
    public void write(ReportResult result, Options options, OutputStream out) throws IOException {
        out.write(renderer.render(
                result.chart(), new Picture(picture, options.width(), options.height(), options.theme())));
        out.flush();
    }
}
