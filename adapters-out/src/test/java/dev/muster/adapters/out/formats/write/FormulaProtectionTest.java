package dev.muster.adapters.out.formats.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FormulaProtectionTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                // At the beginning.
                arguments("=1+1", "'=1+1"),
                arguments("+A1", "'+A1"),
                arguments("-A1", "'-A1"),
                arguments("@SUM(A1)", "'@SUM(A1)"),
                arguments("=", "'="),
                arguments("\t=1", "'\t'=1"),
                arguments("\r=1", "'\r'=1"),
                arguments("＝1+1", "'＝1+1"),
                arguments("＋A1", "'＋A1"),
                arguments("－A1", "'－A1"),
                arguments("＠SUM(A1)", "'＠SUM(A1)"),
                arguments("＋44 20", "'＋44 20"),
                arguments("\"=A1\"", "\"'=A1\""),
                // Behind what may separate cells or lines.
                arguments("a;=A1", "a;'=A1"),
                arguments("a;;@A1;+A1", "a;;'@A1;'+A1"),
                arguments("a\t=A1", "a\t'=A1"),
                arguments("a|=A1", "a|'=A1"),
                arguments("a\n=A1", "a\n'=A1"),
                arguments("a\r\n-A1", "a\r\n'-A1"),
                arguments("a;\"=A1", "a;\"'=A1"),
                arguments("a;\"\"\"=A1", "a;\"\"\"'=A1"),
                arguments("a;＝A1", "a;'＝A1"),
                // Numbers and phone numbers, and nothing behind them.
                arguments("-1", "-1"),
                arguments("+1.5", "+1.5"),
                arguments("+44 (20) 7946-0958", "+44 (20) 7946-0958"),
                arguments("-", "-"),
                arguments("-5;+7", "'-5;'+7"),
                arguments("-5;=A1", "'-5;'=A1"),
                arguments("-5;+A1", "'-5;'+A1"),
                arguments("-5|cmd", "'-5|cmd"),
                arguments("a;-5", "a;'-5"),
                arguments("-1e3", "'-1e3"),
                arguments("-1,5", "'-1,5"),
                arguments("=5", "'=5"),
                arguments("@5", "'@5"),
                // Nothing begins here.
                arguments("", ""),
                arguments("a", "a"),
                arguments("1=1", "1=1"),
                arguments("a@b.example", "a@b.example"),
                arguments("'=1", "'=1"),
                arguments(" =1", " =1"),
                arguments("a, =1", "a, =1"),
                arguments("a,=1", "a,=1"),
                arguments("a; =1", "a; =1"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void putsAnApostropheBeforeWhatBeginsAFormula(String text, String expected) {
        assertThat(FormulaProtection.of(text)).isEqualTo(expected);
    }

    /** Pieces of which cells that are no cells could be made. */
    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(
                        "=", "+", "-", "@", "＝", "＋", "－", "＠", ";", ",", "|", "\t", "\n", "\r", "\"", "'", " ", "1",
                        "(", "a")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5_000)
    void noCellBeginsAFormulaHoweverTheFileIsSplit(@ForAll("hostile") String first, @ForAll("hostile") String second)
            throws Exception {
        Table table = Samples.table(
                List.of(Column.text("first", "First"), Column.integer("id", "Id"), Column.text("second", "Second")),
                List.of(List.of(first, 1L, second), List.of(second, -1L, first)));
        String file = new String(Samples.bytes(new CsvTableWriter(), table, Samples.PROTECTED), UTF_8);
        for (char separator : new char[] {',', ';', '\t', '|'}) {
            // What does not split at commas reads a number at the beginning of a line with the columns behind it.
            String harmless = "(?s)([^=+\\-@\t\r＝＋－＠].*)?|[+-][0-9 +\\-().]*" + (separator == ',' ? "" : "(,.*)?");
            for (CsvRecord record : CsvReader.builder()
                    .fieldSeparator(separator)
                    .allowExtraCharsAfterClosingQuote(true)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(file)) {
                assertThat(record.getFields())
                        .as("of %s, split at %s", file, separator)
                        .allMatch(cell -> cell.matches(harmless));
            }
        }
    }
}
