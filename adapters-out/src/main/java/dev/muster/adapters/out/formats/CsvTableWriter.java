package dev.muster.adapters.out.formats;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(new OpenOutputStream(out))) {
            csv.writeRecord(table.columns().stream().map(Column::name).toList());
            while (table.rows().hasNext()) {
                Row row = table.rows().next();
                CsvWriter.CsvWriterRecord line = csv.writeRecord();
                for (int i = 0; i < width; i++) {
                    line.writeField(text(row.get(i), options));
                }
                line.endRecord();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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
