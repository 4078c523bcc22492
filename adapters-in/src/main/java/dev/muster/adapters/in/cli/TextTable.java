package dev.muster.adapters.in.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table for people: numbers to the right, texts to the left, a line below the titles. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<String> titles;
    private final boolean[] right;
    private final int[] widths;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these titles. A title that begins with {@code >} is without it, over a column of numbers. */
    TextTable(String... titles) {
        this(
                Arrays.stream(titles)
                        .map(title -> title.startsWith(">") ? title.substring(1) : title)
                        .toList(),
                IntStream.range(0, titles.length)
                        .filter(i -> titles[i].startsWith(">"))
                        .toArray());
    }

    /**
     * @param numbers 0-based indexes of the columns of numbers
     */
    TextTable(List<String> titles, int... numbers) {
        this.titles = List.copyOf(titles);
        this.right = new boolean[titles.size()];
        for (int index : numbers) {
            right[index] = true;
        }
        this.widths = titles.stream().mapToInt(Cells::width).toArray();
    }

    /** Adds a row: whole numbers with their thousands apart, nothing for null. */
    TextTable row(@Nullable Object... values) {
        return row(Arrays.stream(values)
                .map(value -> value instanceof Long number ? Cells.number(number) : Cells.text(value))
                .toList());
    }

    /** Adds a row of texts that are on one line. */
    TextTable row(List<String> texts) {
        if (texts.size() != titles.size()) {
            throw new IllegalArgumentException("%d texts do not fit %d columns".formatted(texts.size(), titles.size()));
        }
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], Cells.width(texts.get(i)));
        }
        rows.add(texts);
        return this;
    }

    /** Draws the table, titles and all, each line two columns in. */
    void print(PrintWriter out) {
        print(out, titles);
        print(out, Arrays.stream(widths).mapToObj("─"::repeat).toList());
        rows.forEach(row -> print(out, row));
    }

    private void print(PrintWriter out, List<String> texts) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = texts.get(i);
            String padding = " ".repeat(widths[i] - Cells.width(text));
            line.append(GAP).append(right[i] ? padding + text : text + padding);
        }
        out.print(line.toString().stripTrailing() + "\n");
    }
}
