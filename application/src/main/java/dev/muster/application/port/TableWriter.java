package dev.muster.application.port;

import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;

/** One file format for tables of every kind: datasets, rejections, reports. Thread safe. */
public interface TableWriter {

    /** Returns the name of the format in lower case, which is also the extension of its files: {@code csv}. */
    String format();

    /** Returns the media type of the format, without parameters. */
    String mediaType();

    /**
     * Writes a whole table. The memory that it takes does not depend on the number of rows. Exceptions from the rows go
     * through.
     *
     * @param out is not closed
     * @throws IOException what {@code out} throws, if it fails
     */
    void write(Table table, Options options, OutputStream out) throws IOException;

    /**
     * How to write a table.
     *
     * @param raw whether even texts that a spreadsheet would take for a formula are written as they are: for programs,
     *     and for files that will be loaded again
     * @param bom whether a CSV begins with a byte-order mark, without which some spreadsheet programs take its UTF-8 for
     *     another character set; other formats ignore it
     */
    record Options(boolean raw, boolean bom) {}
}
