package dev.muster.adapters.out.formats.write;

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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * CSV by RFC 4180, written by FastCSV: in UTF-8 with a header of names and LF at the end of lines. An absent value is
 * empty.
 */
final class FastCsvTableWriter implements TableWriter {

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
        if (options.bom()) {
            out.write(CsvTableWriter.BYTE_ORDER_MARK);
        }
        CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                // There is no comment character, so that a text that begins with the usual one needs no quotes.
                .commentCharacter('\0')
                .build(out, StandardCharsets.UTF_8);
        @Nullable String[] fields = table.columns().stream().map(Column::name).toArray(String[]::new);
        record(fields, csv);
        while (table.rows().hasNext()) {
            Row row = table.rows().next();
            Arrays.setAll(fields, i -> text(row.get(i), options));
            record(fields, csv);
        }
        csv.flush();
    }

    private static void record(@Nullable String[] fields, CsvWriter csv) throws IOException {
        try {
            csv.writeRecord(fields);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static @Nullable String text(@Nullable Object value, Options options) {
        return switch (value) {
            case null -> null;
            case String text -> options.raw() ? text : FormulaProtection.of(text);
            case Object other -> ValueText.of(other);
        };
    }
}
