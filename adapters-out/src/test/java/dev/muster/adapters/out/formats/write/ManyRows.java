package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;

/** A program that writes a table of any length in every format and throws the bytes away. */
final class ManyRows {
    private static final Instant START = Instant.parse("2021-01-01T00:00:00Z");
    private static final List<Column> COLUMNS = List.of(
            Column.integer("id", "Id"),
            Column.text("name", "Name"),
            Column.decimal("amount", 4, "Amount"),
            Column.instant("at", "At"),
            Column.text("note", "Note").optional());

    private ManyRows() {}

    /**
     * @param arguments how many rows, how many characters their notes have besides, and of the formats those that are wanted
     */
    public static void main(String... arguments) throws Exception {
        long rows = Long.parseLong(arguments[0]);
        String note = "ł".repeat(Integer.parseInt(arguments[1]));
        List<String> formats = List.of(arguments).subList(2, arguments.length);
        for (TableWriter writer : Formats.all()) {
            if (!formats.contains(writer.format())) {
                continue;
            }
            writer.write(
                    new Table("many_rows", "Many rows", COLUMNS, rows(rows, note)),
                    new TableWriter.Options(false, false),
                    OutputStream.nullOutputStream());
            System.out.println(writer.format());
        }
    }

    private static Iterator<Row> rows(long count, String note) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(i -> Row.of(
                        i,
                        "Name of the employee number " + i,
                        BigDecimal.valueOf(i, 4).stripTrailingZeros(),
                        START.plusSeconds(i * 31),
                        i % 2 == 0 ? null : "note " + i % 100 + note))
                .iterator();
    }
}
