package dev.muster.adapters.out.formats.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.TableWriterContract;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTableWritersTest {
    private final NdjsonTableWriter ndjson = new NdjsonTableWriter();
    private final JsonTableWriter json = new JsonTableWriter();

    @Nested
    class Ndjson extends TableWriterContract {
        @Override
        protected TableWriter writer() {
            return ndjson;
        }

        @Override
        protected List<List<@Nullable Object>> read(byte[] file) throws Exception {
            return Duck.read(file, (duck, path) -> "SELECT * FROM " + duck.json(path, COLUMNS, "newline_delimited"));
        }
    }

    @Nested
    class Json extends TableWriterContract {
        @Override
        protected TableWriter writer() {
            return json;
        }

        @Override
        protected List<List<@Nullable Object>> read(byte[] file) throws Exception {
            return Duck.read(file, (duck, path) -> "SELECT * FROM " + duck.json(path, COLUMNS, "array"));
        }
    }

    @Test
    void ndjsonHasAnObjectOnEachLineWithoutAbsentValues() throws Exception {
        assertThat(text(Samples.bytes(ndjson, twoRows(), Samples.PROTECTED))).isEqualTo("""
                        {"id":7,"label":"=a \\"b\\"\\n","amount":1200.5,"day":"2021-11-07","at":"2021-11-07T02:48:42Z"}
                        {"id":8,"label":"c"}
                        """);
    }

    @Test
    void jsonIsOneArray() throws Exception {
        assertThat(text(Samples.bytes(json, twoRows(), Samples.PROTECTED))).isEqualTo("""
                        [{"id":7,"label":"=a \\"b\\"\\n","amount":1200.5,"day":"2021-11-07","at":"2021-11-07T02:48:42Z"},
                        {"id":8,"label":"c"}]
                        """);
    }

    @Test
    void ofNoRowsIsNothingOrAnEmptyArray() throws Exception {
        assertThat(Samples.bytes(ndjson, Samples.table(Samples.COLUMNS, List.of()), Samples.RAW))
                .isEmpty();
        assertThat(text(Samples.bytes(json, Samples.table(Samples.COLUMNS, List.of()), Samples.RAW)))
                .isEqualTo("[]\n");
    }

    @Test
    void replacesHalvesOfSurrogatePairs() throws Exception {
        assertThat(text(Samples.bytes(ndjson, Samples.texts(List.of("a\ud834b")), Samples.RAW)))
                .isEqualTo("{\"text\":\"a\ufffdb\",\"id\":1}\n");
    }

    @Test
    void decimalsAreExact() throws Exception {
        Table table = Samples.table(
                List.of(Column.decimal("amount", 4, "Amount")),
                List.of(
                        List.of(new BigDecimal("123456789012345.6789")),
                        List.of(new BigDecimal("0.0001")),
                        List.of(new BigDecimal("1E+3")),
                        List.of(new BigDecimal("-7.5000"))));
        assertThat(text(Samples.bytes(ndjson, table, Samples.RAW))).isEqualTo("""
                        {"amount":123456789012345.6789}
                        {"amount":0.0001}
                        {"amount":1000}
                        {"amount":-7.5}
                        """);
    }

    @Test
    void ndjsonIsReadBackByDuckDb(@TempDir Path folder) throws Exception {
        assertReadBack(folder, ndjson, "newline_delimited");
    }

    @Test
    void jsonIsReadBackByDuckDb(@TempDir Path folder) throws Exception {
        assertReadBack(folder, json, "array");
    }

    private static void assertReadBack(Path folder, TableWriter writer, String format) throws Exception {
        // DuckDB takes numbers in JSON for doubles, which hold 15 digits.
        List<List<@Nullable Object>> rows = Samples.rows().stream()
                .filter(row -> !(row.get(2) instanceof BigDecimal number && number.precision() > 15))
                .toList();
        Path file = Samples.file(folder, writer, Samples.table(Samples.COLUMNS, rows), Samples.RAW);
        try (Duck duck = new Duck()) {
            assertThat(duck.rows("SELECT * FROM " + duck.json(file, Samples.COLUMNS, format)))
                    .containsExactlyElementsOf(rows);
        }
    }

    private static Table twoRows() {
        return Samples.table(
                Samples.COLUMNS,
                List.of(
                        Arrays.asList(
                                7L,
                                "=a \"b\"\n",
                                new BigDecimal("1200.5"),
                                null,
                                LocalDate.of(2021, 11, 7),
                                Instant.parse("2021-11-07T02:48:42Z")),
                        Arrays.asList(8L, "c", null, null, null, null)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
