package dev.muster.adapters.out.formats.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.TableWriterContract;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableWriterTest extends TableWriterContract {
    private final TableWriter csv = writer();

    /** Whoever writes the lines, they are the same. */
    @Override
    protected TableWriter writer() {
        return new CsvTableWriter();
    }

    @Override
    protected List<List<@Nullable Object>> read(byte[] file) throws Exception {
        return Duck.read(file, (duck, path) -> "SELECT CAST(id AS BIGINT), note FROM " + duck.csv(path, COLUMNS));
    }

    @Test
    void writesNamesAndThenRows() throws Exception {
        Table table = Samples.table(
                Samples.COLUMNS,
                List.of(
                        List.of(
                                7L,
                                "Ann \"A\", Lee",
                                new BigDecimal("-0.5"),
                                "two\nlines",
                                LocalDate.of(2021, 11, 7),
                                Instant.parse("2021-11-07T02:48:42.120Z")),
                        Arrays.asList(8L, "שלום", null, null, null, null)));
        assertThat(written(table)).isEqualTo("""
                        id,label,amount,note,day,at
                        7,"Ann ""A"", Lee",-0.5,"two
                        lines",2021-11-07,2021-11-07T02:48:42.12Z
                        8,שלום,,,,
                        """);
    }

    @Test
    void beginsWithAByteOrderMarkIfThatIsAsked() throws Exception {
        assertThat(new String(
                        Samples.bytes(csv, Samples.texts(List.of("ä")), new TableWriter.Options(false, true)), UTF_8))
                .isEqualTo("\ufefftext,id\nä,1\n");
    }

    @Test
    void ofNoRowsIsTheHeader() throws Exception {
        assertThat(written(Samples.table(Samples.COLUMNS, List.of()))).isEqualTo("id,label,amount,note,day,at\n");
    }

    /** Which texts are is in {@link FormulaProtectionTest}. */
    @Test
    void protectsTextsThatLookLikeFormulasUnlessTheyAreToBeRaw() throws Exception {
        List<String> texts = List.of("=\"a\"", "+44 20 7946", "a;@b", "\r=1");

        assertThat(written(Samples.texts(texts))).isEqualTo("""
                text,id
                "'=""a""\",1
                +44 20 7946,1
                a;'@b,1
                "'\r'=1",1
                """);
        assertThat(new String(Samples.bytes(csv, Samples.texts(texts), Samples.RAW), UTF_8))
                .isEqualTo("""
                text,id
                "=""a""\",1
                +44 20 7946,1
                a;@b,1
                "\r=1",1
                """);
    }

    @Test
    void leavesNegativeNumbersAlone() throws Exception {
        Table table = Samples.table(List.of(Column.integer("n", "N")), List.of(List.of(-1L)));
        assertThat(written(table)).isEqualTo("n\n-1\n");
    }

    @Test
    void isReadBackByDuckDb(@TempDir Path folder) throws Exception {
        Path file = Samples.file(folder, csv, Samples.table(), Samples.RAW);
        try (Duck duck = new Duck()) {
            assertThat(duck.rows("SELECT * FROM " + duck.csv(file, Samples.COLUMNS)))
                    .isEqualTo(Samples.rows().stream()
                            .map(CsvTableWriterTest::texts)
                            .toList());
        }
    }

    private static List<@Nullable String> texts(List<@Nullable Object> row) {
        return row.stream()
                .map(value -> value == null ? null : ValueText.of(value))
                .toList();
    }

    private String written(Table table) throws Exception {
        return new String(Samples.bytes(csv, table, Samples.PROTECTED), UTF_8);
    }
}
