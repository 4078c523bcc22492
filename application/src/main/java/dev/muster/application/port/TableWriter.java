package dev.muster.application.port;

import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;

/** One file format for tables of every kind: datasets, rejections, reports. Thread safe. */
public interface TableWriter {

    /** The name of the format, which is what its files' names end in: {@code csv}. In lower case. */
    String format();

    /** The media type of the format, without parameters. */
    String mediaType();

    /**
     * Writes a whole table, within memory that does not depend on the number of its rows. What the rows throw goes through.
     *
     * @param out is not closed
     * @throws IOException what {@code out} throws, if it fails
     */
    void write(Table table, Options options, OutputStream out) throws IOException;

    /**
     * How a table is to be written.
     *
     * @param raw whether texts are left as they are, also those that a spreadsheet would take for a formula: for programs, and
     *     for files that are to be read again
     */
    record Options(boolean raw) {}
}
