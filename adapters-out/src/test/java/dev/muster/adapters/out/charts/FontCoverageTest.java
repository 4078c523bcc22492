package dev.muster.adapters.out.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.muster.domain.report.Chart;
import java.awt.Font;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FontCoverageTest {
    /** Has the letters of western Europe. */
    private static final Font WESTERN = new Font(Font.SANS_SERIF, Font.PLAIN, 12) {
        private static final long serialVersionUID = 1;

        @Override
        public boolean canDisplay(int c) {
            return c <= 0xff;
        }
    };

    private static Chart bars(String name) {
        return new Chart.Bars("Bars", "Department", "Hired", List.of(Chart.Bar.of("Sales", 1), Chart.Bar.of(name, 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Qualité, Ödön & Sons | ''",
                "人力资源部 | Han",
                "日本支社 営業ブ の | Han, Hiragana, Katakana",
                "ฝ่ายบุคคล | Thai",
                "हिन्दी विभाग | Devanagari",
                "Отдел | Cyrillic",
                "𐌀𐌁 | Old Italic",
                "\uD83D\uDE80 Innovation | Emoji",
                "e\u0301 a\u200Db | ''",
                "→ ∞ | Symbols",
            })
    void namesTheScriptsOfWhatAFontLacks(String name, String scripts) {
        assertThat(String.join(", ", FontCoverage.lacking(WESTERN, bars(name)))).isEqualTo(scripts);
    }

    @Test
    void lacksEveryScriptWhereThereIsNoFont() {
        for (Throwable failure :
                List.of(new Error("no physical fonts"), new RuntimeException("fontconfig head is null"))) {
            Font none = mock(Font.class);
            when(none.canDisplay('A')).thenThrow(failure);
            assertThat(FontCoverage.lacking(none, bars("Sales"))).isEqualTo(Set.of(FontCoverage.EVERY));
        }
    }

    @Test
    void looksAtTheNamesOfEveryKindOfChart() {
        for (Chart chart : List.of(
                bars("部"),
                new Chart.HorizontalBars("Bars", "Department", "Hired", List.of(Chart.Bar.of("部", 1)), null),
                new Chart.GroupedBars(
                        "Bars",
                        "Department",
                        "Hired",
                        List.of("Q1"),
                        List.of(new Chart.Group("部", List.of(BigDecimal.ONE)))),
                new Chart.Line(
                        "Lines",
                        "Day",
                        "Hired",
                        List.of("Jan"),
                        List.of(new Chart.Series("部", List.of(BigDecimal.ONE)))))) {
            assertThat(FontCoverage.lacking(WESTERN, chart)).isEqualTo(Set.of("Han"));
        }
    }
}
