package dev.muster.adapters.out.charts;

import dev.muster.domain.report.Chart;
import java.awt.Font;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what a font cannot draw. */
final class FontCoverage {
    /** What is lacking where there is no font at all. */
    static final String EVERY = "any script";

    private static final int LAST_OF_ASCII = 0x7f;

    private FontCoverage() {}

    /**
     * Returns the scripts of which {@code font} lacks a letter that is in a name of {@code chart}, such as {@code Han},
     * {@code Emoji} or {@code Symbols}; only {@link #EVERY} if no font is installed.
     */
    static Set<String> lacking(Font font, Chart chart) {
        try {
            font.canDisplay('A');
        } catch (RuntimeException | Error e) {
            // So Java says that there are no fonts. None of these is a class of its own.
            return Set.of(EVERY);
        }
        return names(chart)
                .flatMapToInt(String::codePoints)
                .filter(c -> c > LAST_OF_ASCII && isSeen(c) && !font.canDisplay(c))
                .mapToObj(FontCoverage::script)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> names(Chart chart) {
        return switch (chart) {
            case Chart.GroupedBars bars -> bars.groups().stream().map(Chart.Group::name);
            case Chart.HorizontalBars bars -> bars.bars().stream().map(Chart.Bar::name);
            case Chart.Bars bars -> bars.bars().stream().map(Chart.Bar::name);
            case Chart.Line line -> line.series().stream().map(Chart.Series::name);
        };
    }

    /** Joiners and the like have no picture; marks are part of the letter before them. */
    private static boolean isSeen(int c) {
        return Character.getType(c) != Character.FORMAT && UnicodeScript.of(c) != UnicodeScript.INHERITED;
    }

    private static String script(int c) {
        if (Character.isEmoji(c)) {
            return "Emoji";
        }
        UnicodeScript script = UnicodeScript.of(c);
        return script == UnicodeScript.COMMON || script == UnicodeScript.UNKNOWN ? "Symbols" : words(script.name());
    }

    /** {@code Old Italic} for {@code OLD_ITALIC}. */
    private static String words(String constant) {
        return Arrays.stream(constant.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }
}
