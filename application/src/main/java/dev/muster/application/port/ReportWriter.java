package dev.muster.application.port;

import dev.muster.application.port.ChartRenderer.Picture;
import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.domain.report.ReportResult;
import java.io.IOException;
import java.io.OutputStream;

/** One format of reports: a table, a picture, a page. Thread safe. */
public interface ReportWriter {

    /** Returns the name of the format in lower case, which is also the extension of its files: {@code html}. */
    String format();

    /** Returns the media type of the format, without parameters. */
    String mediaType();

    Kind kind();

    /**
     * Writes a report.
     *
     * @param out is not closed
     * @throws IOException what {@code out} throws, if it fails
     */
    void write(ReportResult result, Options options, OutputStream out) throws IOException;

    /** What a format is for. This decides which options it has. */
    enum Kind {
        /** Numbers and texts for programs and spreadsheets; may be raw. */
        DATA,
        /** The chart; has a size and a theme. */
        PICTURE,
        /** Everything, for people to read. */
        PAGE
    }

    /**
     * How to write a report. Formats ignore the options that they have no use for.
     *
     * @param raw as in {@link TableWriter.Options}
     * @param bom as in {@link TableWriter.Options}
     * @param width of a picture, as in {@link Picture}
     * @param height of a picture
     * @param theme of a picture
     */
    record Options(boolean raw, boolean bom, int width, int height, Theme theme) {
        public static final Options DEFAULT =
                new Options(false, false, Picture.DEFAULT_WIDTH, Picture.DEFAULT_HEIGHT, Theme.LIGHT);
    }
}
