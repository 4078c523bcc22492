package dev.muster.adapters.out.formats.write;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON array of objects, each on a line of its own. */
final class JsonTableWriter implements TableWriter {
    private static final SerializedString COMMA = new SerializedString(",\n");

    @Override
    public String format() {
        return "json";
    }

    @Override
    public String mediaType() {
        return "application/json";
    }

    @Override
    public void write(Table table, Options options, OutputStream out) throws IOException {
        out.write('[');
        new JsonRows(table).write(COMMA, out);
        out.write(new byte[] {']', '\n'});
        out.flush();
    }
}
