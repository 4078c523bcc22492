package dev.muster.application.port;

import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.domain.report.ReportResult;
import java.io.IOException;
import java.io.OutputStream;

/** One format of reports: a table, a picture, a page. Thread safe. */
public interface ReportWriter {

    /** The name of the format, which is what its files' names end in: {@code html}. In lower case. */
    String format();

    /** The media type of the format, without parameters. */
    String mediaType();

    Kind kind();

    /**
     * Writes a report.
     *
     * @param out is not closed
     * @throws IOException what {@code out} throws, if it fails
     */
    void write(ReportResult result, Options options, OutputStream out) throws IOException;

    /** What a format is for, which decides what can be said about it. */
    enum Kind {
        /** Numbers and texts for programs and spreadsheets; may be raw. */
        DATA,
        /** The chart; has a size and a theme. */
        PICTURE,
        /** Everything, for people to read. */
        PAGE
    }

    /**
     * How a report is to be written. What a format has no use for is ignored.
     *
     * @param raw as in {@link TableWriter.Options}
     * @param width of a picture, as in {@link Picture}
     * @param height of a picture
     * @param theme of a picture
     */
    record Options(boolean raw, int width, int height, Theme theme) {
        public static final Options DEFAULT =
                new Options(false, Picture.DEFAULT_WIDTH, Picture.DEFAULT_HEIGHT, Theme.LIGHT);
    }
}
