package dev.muster.adapters.out.formats;

import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** CSV as RFC 4180 has it, in UTF-8 with a header of names and LF at the end of lines. A value that is absent is empty. */
final class CsvTableWriter implements TableWriter {

    @Override
    public String format() {
        return "csv";
    }

    @Override
    public String mediaType() {
        return "text/csv";
    }

    @Override
    public void write(Table table, Options options, OutputStream out) throws IOException {
        int width = table.columns().size();
        CsvLines lines = new CsvLines(out);
        for (Column column : table.columns()) {
            lines.field(column.name());
        }
        lines.end();
        while (table.rows().hasNext()) {
            Row row = table.rows().next();
            for (int i = 0; i < width; i++) {
                lines.field(text(row.get(i), options));
            }
            lines.end();
        }
        lines.flush();
    }

    private static @Nullable String text(@Nullable Object value, Options options) {
        return switch (value) {
            case null -> null;
            case String text when !options.raw() && looksLikeFormula(text) -> "'" + text;
            case Object other -> ValueText.of(other);
        };
    }

    /** Whether a spreadsheet program would compute what stands behind the first character instead of showing it. */
    private static boolean looksLikeFormula(String text) {
        return !text.isEmpty()
                && switch (text.charAt(0)) {
                    case '=', '+', '-', '@', '\t', '\r' -> true;
                    default -> false;
                };
    }
}
