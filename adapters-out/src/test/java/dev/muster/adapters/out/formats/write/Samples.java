package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table with a column of every type and rows of what formats commonly get wrong. */
final class Samples {
    static final TableWriter.Options RAW = new TableWriter.Options(true, false);
    static final TableWriter.Options PROTECTED = new TableWriter.Options(false, false);

    static final List<Column> COLUMNS = List.of(
            Column.integer("id", "Id"),
            Column.text("label", "Label"),
            Column.decimal("amount", 4, "Amount").optional(),
            Column.text("note", "Note").optional(),
            Column.date("day", "Day").optional(),
            Column.instant("at", "At").optional());

    /** Texts that are stored as they are: any but control characters other than tab, LF and CR. */
    static final List<String> TEXTS = List.of(
            "plain",
            "with, comma",
            "with ; semicolon | pipe \t tab",
            "with \"quotes\"",
            "\"",
            "two\nlines",
            "two\r\nlines",
            "two\rlines",
            "  blanks around  ",
            "'quoted'",
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1+1",
            "\r=1+1",
            "\\N",
            "NULL",
            "null",
            "\\",
            "\\\"",
            "007",
            "1e3",
            "2021-11-07",
            "true",
            "<b>&amp;</b>",
            "_x000D_",
            "ß İ é e\u0301",
            "שלום 你好",
            "👩🏽‍🚀 \uD834\uDD1E",
            "\u00a0\u2028\u2029\ufeff",
            "x".repeat(32_767));

    private static final List<@Nullable BigDecimal> AMOUNTS =
            decimals("0", "0.0001", "-0.5", "100", "1234.5", "-99999999999", "123456789012345.6789", null);

    private static final List<@Nullable LocalDate> DAYS =
            Arrays.asList(LocalDate.of(1900, 1, 1), LocalDate.of(2024, 2, 29), null, LocalDate.of(9999, 12, 31));

    private static final List<@Nullable Instant> INSTANTS = instants(
            "1900-01-01T00:00:00Z",
            "1900-02-28T23:59:59.5Z",
            "1900-03-01T00:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "2021-11-07T02:48:42Z",
            "2021-11-07T02:48:42.12Z",
            "2021-11-07T02:48:42.000001Z",
            null,
            "9999-12-31T23:59:59.999999Z");

    private Samples() {}

    /** All samples, as values in the order of the columns. */
    static List<List<@Nullable Object>> rows() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            rows.add(Arrays.asList(
                    i == 0 ? Long.MIN_VALUE : i == 1 ? Long.MAX_VALUE : (Long) (long) i,
                    TEXTS.get(i),
                    pick(AMOUNTS, i),
                    i % 3 == 0 ? null : TEXTS.get(TEXTS.size() - 1 - i),
                    pick(DAYS, i),
                    pick(INSTANTS, i)));
        }
        return rows;
    }

    /** The samples on their way into a file. */
    static Table table() {
        return table(COLUMNS, rows());
    }

    static Table table(List<Column> columns, List<? extends List<? extends @Nullable Object>> rows) {
        return new Table(
                "sample-table",
                "Samples: all [types]",
                columns,
                rows.stream().map(row -> Row.of(row.toArray())).iterator());
    }

    /** One column of texts. */
    static Table texts(List<String> texts) {
        return table(
                List.of(Column.text("text", "Text"), Column.integer("id", "Id")),
                texts.stream().map(text -> List.of(text, 1L)).toList());
    }

    static byte[] bytes(TableWriter writer, Table table, TableWriter.Options options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(table, options, out);
        return out.toByteArray();
    }

    /** A new file with the table in it. */
    static Path file(Path folder, TableWriter writer, Table table, TableWriter.Options options) throws IOException {
        return Files.write(folder.resolve("table." + writer.format()), bytes(writer, table, options));
    }

    private static <T> T pick(List<T> choices, int index) {
        return choices.get(index % choices.size());
    }

    private static List<@Nullable BigDecimal> decimals(@Nullable String... texts) {
        return Stream.of(texts)
                .map(text -> text == null ? null : new BigDecimal(text))
                .toList();
    }

    private static List<@Nullable Instant> instants(@Nullable String... texts) {
        return Stream.of(texts)
                .map(text -> text == null ? null : Instant.parse(text))
                .toList();
    }
}
