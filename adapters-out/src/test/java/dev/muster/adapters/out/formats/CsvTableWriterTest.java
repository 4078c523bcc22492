package dev.muster.adapters.out.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableWriterTest {
    private final CsvTableWriter csv = new CsvTableWriter();

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
    void ofNoRowsIsTheHeader() throws Exception {
        assertThat(written(Samples.table(Samples.COLUMNS, List.of()))).isEqualTo("id,label,amount,note,day,at\n");
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "=1+1|'=1+1",
                "+1|'+1",
                "-1|'-1",
                "@SUM(A1)|'@SUM(A1)",
                "\t=1|'\t=1",
                "=\"a\"|\"'=\"\"a\"\"\"",
                " =1| =1",
                "1=1|1=1",
                "'=1|'=1",
                "a@b.example|a@b.example"
            })
    void putsAnApostropheBeforeWhatLooksLikeAFormula(String text, String expected) throws Exception {
        assertThat(written(Samples.texts(List.of(text)))).isEqualTo("text,id\n%s,1\n".formatted(expected));
    }

    @Test
    void putsAnApostropheBeforeACarriageReturn() throws Exception {
        assertThat(written(Samples.texts(List.of("\r=1")))).isEqualTo("text,id\n\"'\r=1\",1\n");
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
