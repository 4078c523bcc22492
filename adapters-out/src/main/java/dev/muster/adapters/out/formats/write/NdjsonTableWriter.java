package dev.muster.adapters.out.formats.write;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;

/** A JSON object on each line. */
final class NdjsonTableWriter implements TableWriter {
    private static final SerializedString LINE_END = new SerializedString("\n");

    @Override
    public String format() {
        return "ndjson";
    }

    @Override
    public String mediaType() {
        return "application/x-ndjson";
    }

    @Override
    public void write(Table table, Options options, OutputStream out) throws IOException {
        boolean empty = !table.rows().hasNext();
        new JsonRows(table).write(LINE_END, out);
        if (!empty) {
            out.write('\n');
        }
        out.flush();
    }
}
