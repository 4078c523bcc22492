package dev.muster.application.port;

import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes several tables into one file for a spreadsheet program. Thread safe. */
public interface WorkbookWriter {

    /** What the names of such files end in: {@code xlsx}. */
    String format();

    String mediaType();

    /**
     * Writes the tables, a sheet each.
     *
     * @param tables at least one
     * @param out is not closed
     * @throws IOException if {@code out} fails
     */
    void write(List<Table> tables, OutputStream out) throws IOException;
}
