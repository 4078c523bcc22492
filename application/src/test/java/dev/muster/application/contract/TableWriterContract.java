package dev.muster.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.port.PortException;
import dev.muster.application.port.TableWriter;
import dev.muster.application.port.TableWriter.Options;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link TableWriter} promises. */
@Timeout(120)
public abstract class TableWriterContract {
    /** The columns of every table here: an id, and a note that may be absent. */
    protected static final List<Column> COLUMNS =
            List.of(Column.integer("id", "Id"), Column.text("note", "Note").optional());

    private static final Options RAW = new Options(true, false);

    /** What may stand in memory before any of it is in the file, in characters of notes. */
    private static final long MOST_HELD = 64 << 20;

    private static final int LONG_NOTE = 5_000;

    protected abstract TableWriter writer();

    /** The rows of a file of {@link #COLUMNS}, each an id and a note, as another program than the writer reads them. */
    protected abstract List<List<@Nullable Object>> read(byte[] file) throws Exception;

    /** How many characters of a text the format keeps. */
    protected int longestText() {
        return 1 << 19;
    }

    /** What is in a file but when it was made, which some formats say; its bytes where they do not. */
    protected Object lasting(byte[] file) throws Exception {
        return file;
    }

    private static List<List<@Nullable Object>> rows(@Nullable String... notes) {
        return IntStream.range(0, notes.length)
                .<List<@Nullable Object>>mapToObj(i -> Arrays.asList(i + 1L, notes[i]))
                .toList();
    }

    private static Table table(List<List<@Nullable Object>> rows) {
        return table(rows.stream().map(row -> Row.of(row.toArray())).iterator());
    }

    private static Table table(Iterator<Row> rows) {
        return new Table("notes", "Notes", COLUMNS, rows);
    }

    /** Enough rows, all different, that no writer holds them all back until the end. */
    private static Table many() {
        Random random = new Random(1);
        return table(LongStream.rangeClosed(1, 400)
                .mapToObj(id -> Row.of(id, note(random)))
                .iterator());
    }

    private static String note(Random random) {
        return random.ints(LONG_NOTE, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private byte[] written(Table table) throws IOException {
        Sink sink = new Sink();
        writer().write(table, RAW, sink);
        return sink.bytes();
    }

    @Test
    void saysWhatItWrites() {
        assertThat(writer().format()).matches("[a-z]+");
        assertThat(writer().mediaType()).matches("[a-z]+/[a-z0-9.+-]+");
    }

    @Test
    void losesNothing() throws Exception {
        List<List<@Nullable Object>> rows = rows(
                "plain",
                null,
                "a \"b\", 'c'; d\te",
                "two\nlines\r\nor\rthree",
                " blanks ",
                "=1+1",
                "\\N",
                "007",
                "<b>&amp;</b>",
                "_x000D_",
                "e\u0301 \u00df \u0130 \u05e9\u05dc\u05d5\u05dd \u4f60\u597d",
                "\ud83d\udc69\ud83c\udffd\u200d\ud83d\ude80 \ud834\udd1e",
                "\u00a0\u2028\ufeff\uffff",
                "\ud83d\udc69".repeat(longestText() / 2),
                "x".repeat(longestText()));
        assertThat(read(written(table(rows)))).isEqualTo(rows);
    }

    @Test
    void writesATableWithoutRows() throws Exception {
        assertThat(read(written(table(rows())))).isEmpty();
    }

    @Test
    void writesATableWithoutNotes() throws Exception {
        List<List<@Nullable Object>> rows = rows(null, null, null);
        assertThat(read(written(table(rows)))).isEqualTo(rows);
    }

    @Test
    void leavesTheOutputOpenWithTheWholeFileInIt() throws Exception {
        Sink sink = new Sink();
        writer().write(many(), RAW, sink);
        assertThat(sink.isClosed()).isFalse();
        assertThat(read(sink.bytes())).hasSize(400);
    }

    @Test
    void writesWhileItAsksForRows() throws IOException {
        Sink sink = new Sink();
        Random random = new Random(1);
        List<Long> given = new ArrayList<>();
        int start = written(table(rows())).length;
        writer().write(
                        table(new Iterator<>() {
                            @Override
                            public boolean hasNext() {
                                return sink.size() <= start && given.size() * (long) LONG_NOTE < MOST_HELD;
                            }

                            @Override
                            public Row next() {
                                given.add(given.size() + 1L);
                                return Row.of(given.getLast(), note(random));
                            }
                        }),
                        RAW,
                        sink);
        assertThat(given.size() * (long) LONG_NOTE).isLessThan(MOST_HELD);
    }

    @Test
    void writesTheSameAgain() throws Exception {
        assertThat(lasting(written(many()))).isEqualTo(lasting(written(many())));
    }

    @Test
    void writesSeveralTablesAtOnce() throws Exception {
        List<List<List<@Nullable Object>>> tables = IntStream.range(0, 8)
                .mapToObj(
                        i -> rows(Collections.nCopies(200, "note of table " + i).toArray(String[]::new)))
                .toList();
        List<byte[]> files = tables.parallelStream()
                .map(rows -> unchecked(() -> written(table(rows))))
                .toList();
        for (int i = 0; i < tables.size(); i++) {
            assertThat(read(files.get(i))).isEqualTo(tables.get(i));
        }
    }

    private interface Writing {
        byte[] write() throws IOException;
    }

    private static byte[] unchecked(Writing writing) {
        try {
            return writing.write();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** After so many hundredths of the file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 99})
    void passesOnThatTheOutputFails(int hundredths) throws IOException {
        Sink sink = new Sink((int) (written(many()).length * (long) hundredths / 100));
        assertThatThrownBy(() -> writer().write(many(), RAW, sink)).isSameAs(sink.failure);
        assertThat(sink.isClosed()).isFalse();
    }

    private static List<RuntimeException> failures() {
        return List.of(
                new PortException(PortException.Part.DATABASE, PortException.Kind.UNAVAILABLE, "it is gone", null),
                new IllegalStateException("it is broken"));
    }

    /** Before a row that is the first, or that comes when much is written. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300})
    void passesOnWhatTheRowsThrow(int before) {
        for (RuntimeException failure : failures()) {
            Sink sink = new Sink();
            Iterator<Row> rows = many().rows();
            Iterator<Row> failing = new Iterator<>() {
                private int given;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Row next() {
                    if (given++ == before) {
                        throw failure;
                    }
                    return rows.next();
                }
            };
            assertThatThrownBy(() -> writer().write(table(failing), RAW, sink)).isSameAs(failure);
            assertThat(sink.isClosed()).isFalse();
        }
    }
}
