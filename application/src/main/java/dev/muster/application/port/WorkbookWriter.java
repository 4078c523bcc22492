package dev.muster.application.port;

import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes several tables into one file for a spreadsheet program. Thread safe. */
public interface WorkbookWriter {

    /** Returns the extension of such files: {@code xlsx}. */
    String format();

    String mediaType();

    /**
     * Writes each table to a sheet of its own.
     *
     * @param tables at least one
     * @param out is not closed
     * @throws IOException if {@code out} fails
     */
    void write(List<Table> tables, OutputStream out) throws IOException;
}
