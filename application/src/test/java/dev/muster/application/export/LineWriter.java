package dev.muster.application.export;

import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Writes the names of the columns and then each row as Java shows it, on a line. */
final class LineWriter implements TableWriter {
    @Override
    public String format() {
        return "lines";
    }

    @Override
    public String mediaType() {
        return "text/plain";
    }

    @Override
    public void write(Table table, Options options, OutputStream out) throws IOException {
        line(table.columns().stream().map(Column::name).collect(Collectors.joining(" ")), out);
        while (table.rows().hasNext()) {
            line(table.rows().next().toString(), out);
        }
    }

    private static void line(String text, OutputStream out) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
