package dev.muster.adapters.in.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table for people: numbers to the right, texts to the left, a line below the titles. */
public final class TextTable {
    private static final String GAP = "  ";
    private static final String NUMBER = ">";
    private static final String LONG = "…";
    private static final int NARROWEST = 8;

    private final List<String> titles;
    private final boolean[] right;
    private final boolean[] cuttable;
    private final int[] widths;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table with these titles. One that begins with {@code >} is without it, over a column of numbers; one that ends with
     * {@code …} is without it, over a column of texts that may be cut to fit a screen.
     */
    public TextTable(String... titles) {
        this(List.of(titles));
    }

    /** A table with these titles, marked in the same way. */
    public TextTable(List<String> marked) {
        int columns = marked.size();
        right = new boolean[columns];
        cuttable = new boolean[columns];
        String[] plain = new String[columns];
        for (int i = 0; i < columns; i++) {
            String title = marked.get(i);
            right[i] = title.startsWith(NUMBER);
            cuttable[i] = title.endsWith(LONG);
            plain[i] = title.substring(right[i] ? 1 : 0, title.length() - (cuttable[i] ? 1 : 0));
        }
        titles = List.of(plain);
        widths = titles.stream().mapToInt(Cells::width).toArray();
    }

    /** The title of a column of numbers. */
    public static String number(String title) {
        return NUMBER + title;
    }

    /** The title of a column of texts that may be cut. */
    public static String cuttable(String title) {
        return title + LONG;
    }

    /** Adds a row: whole numbers with their thousands apart, nothing for null. */
    public TextTable row(@Nullable Object... values) {
        return row(Arrays.stream(values)
                .map(value -> value instanceof Long number ? Cells.number(number) : Cells.text(value))
                .toList());
    }

    /** Adds a row of texts that are on one line. */
    public TextTable row(List<String> texts) {
        if (texts.size() != titles.size()) {
            throw new IllegalArgumentException("%s texts do not fit %s columns".formatted(texts.size(), titles.size()));
        }
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], Cells.width(texts.get(i)));
        }
        rows.add(texts);
        return this;
    }

    /**
     * Draws the table, titles and all, each line two columns in.
     *
     * @param room columns of the screen; texts that may be cut are, the widest first, until the table fits
     */
    public void print(PrintWriter out, int room) {
        int[] fitted = fit(room);
        print(out, fitted, titles);
        print(out, fitted, Arrays.stream(fitted).mapToObj("─"::repeat).toList());
        rows.forEach(row -> print(out, fitted, row));
    }

    private int[] fit(int room) {
        int[] fitted = widths.clone();
        int excess = Arrays.stream(fitted).sum() + fitted.length * GAP.length() - room;
        for (; excess > 0; excess--) {
            int widest = -1;
            for (int i = 0; i < fitted.length; i++) {
                if (cuttable[i] && fitted[i] > NARROWEST && (widest < 0 || fitted[i] > fitted[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            fitted[widest]--;
        }
        return fitted;
    }

    private void print(PrintWriter out, int[] fitted, List<String> texts) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fitted.length; i++) {
            String text = Cells.cut(texts.get(i), fitted[i]);
            String padding = " ".repeat(fitted[i] - Cells.width(text));
            line.append(GAP).append(right[i] ? padding + text : text + padding);
        }
        out.print(line.toString().stripTrailing() + "\n");
    }
}
