package dev.muster.adapters.in.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void numbersStandToTheRightAndTextsToTheLeft() {
        TextTable table = new TextTable("name", ">records", "note")
                .row("departments", 12L, "fine")
                .row("李娜", 1_234_567L, null)
                .row("a\nb", 0L, "x");

        assertThat(drawn(table)).isEqualTo("""
                  name           records  note
                  ───────────  ─────────  ────
                  departments         12  fine
                  李娜         1,234,567
                  a b                  0  x
                """);
    }

    @Test
    void withoutRowsThereAreTitles() {
        assertThat(drawn(new TextTable("a", ">b"))).isEqualTo("  a  b\n  ─  ─\n");
    }

    @Test
    void rowsHaveAsManyCellsAsThereAreTitles() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TextTable("a").row("1", "2"));
    }

    @Test
    void longTextsAreCutToFitTheScreenTheWidestFirst() {
        TextTable table = new TextTable("id", "name…", "note…", ">n")
                .row("0123456789abc", "a name of twenty-two..", "a note of thirty characters...", "1")
                .row("2", "short", "李娜李娜李娜李娜李娜李娜", "22");

        assertThat(drawn(table, 56)).isEqualTo("""
                  id             name              note                n
                  ─────────────  ────────────────  ─────────────────  ──
                  0123456789abc  a name of twent…  a note of thirty…   1
                  2              short             李娜李娜李娜李娜…  22
                """);
        assertThat(drawn(table, 10)).isEqualTo("""
                  id             name      note       n
                  ─────────────  ────────  ────────  ──
                  0123456789abc  a name …  a note …   1
                  2              short     李娜李…   22
                """);
    }

    static String drawn(TextTable table) {
        return drawn(table, Screen.UNLIMITED);
    }

    private static String drawn(TextTable table, int room) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        table.print(out, room);
        out.flush();
        return text.toString();
    }
}
