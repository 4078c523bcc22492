package dev.muster.adapters.out.pages;

import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.ReportResult;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts that the template of a report shows.
 *
 * @param about the parameters of the report and their values
 * @param svg the chart; only this part is markup
 */
record ReportPage(
        String title,
        String about,
        String svg,
        List<Line> facts,
        List<Heading> columns,
        List<List<Cell>> rows,
        String definition,
        List<Line> receipt) {
    private static final String NUMBER = "number";
    private static final String TEXT = "text";

    /** A name and its value. */
    record Line(String name, String value) {}

    /**
     * The head of a column.
     *
     * @param css class of its style
     */
    record Heading(String title, String css) {}

    /**
     * A value in the table.
     *
     * @param css class of its style
     */
    record Cell(String text, String css) {}

    static ReportPage of(ReportResult result, String svg) {
        List<Column> columns = result.report().columns();
        return new ReportPage(
                result.report().title(),
                about(result),
                svg,
                result.facts().entrySet().stream()
                        .map(fact -> new Line(words(fact.getKey()), shown(fact.getValue())))
                        .toList(),
                columns.stream()
                        .map(column -> new Heading(column.title(), css(column)))
                        .toList(),
                result.rows().stream().map(row -> cells(columns, row)).toList(),
                result.report().definition(),
                receipt(result.receipt()));
    }

    private static String about(ReportResult result) {
        String arguments = result.arguments().values().entrySet().stream()
                .map(argument -> "%s %s".formatted(words(argument.getKey()), argument.getValue()))
                .collect(Collectors.joining(", "));
        String state = result.receipt().dataVersion() == 0
                ? "nothing stored yet"
                : "as of " + ValueText.of(result.receipt().computedAt());
        String about = arguments.isEmpty() ? state : arguments + ", " + state;
        return about.substring(0, 1).toUpperCase(Locale.ROOT) + about.substring(1);
    }

    private static List<Cell> cells(List<Column> columns, List<@Nullable Object> row) {
        List<Cell> cells = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.get(i);
            // Ids are not quantities: "1,204" would be no help to whoever looks for number 1204.
            String text = value == null ? "" : columns.get(i).name().equals("id") ? ValueText.of(value) : shown(value);
            cells.add(new Cell(text, css(columns.get(i))));
        }
        return cells;
    }

    private static List<Line> receipt(Receipt receipt) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("Rows in these numbers", shown(receipt.included())));
        lines.add(new Line("Rows stored but not in them", shown(receipt.outside())));
        lines.add(new Line("Rejected records not yet dealt with", excluded(receipt.excluded())));
        lines.add(new Line("Data version", Long.toString(receipt.dataVersion())));
        lines.add(new Line("Committed at", receipt.dataVersion() == 0 ? "never" : ValueText.of(receipt.computedAt())));
        return lines;
    }

    private static String excluded(Map<String, Long> excluded) {
        long total = excluded.values().stream().mapToLong(Long::longValue).sum();
        String codes = excluded.entrySet().stream()
                .map(code -> "%s %s".formatted(code.getKey(), shown(code.getValue())))
                .collect(Collectors.joining(", "));
        return codes.isEmpty() ? "none" : "%s (%s)".formatted(shown(total), codes);
    }

    private static String css(Column column) {
        return switch (column.type()) {
            case INTEGER, DECIMAL -> NUMBER;
            case TEXT, DATE, INSTANT -> TEXT;
        };
    }

    private static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Long number -> NumberFormat.getIntegerInstance(Locale.ENGLISH).format(number);
            case BigDecimal number -> {
                NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
                format.setMaximumFractionDigits(Math.max(0, number.scale()));
                yield format.format(number);
            }
            case Object other -> ValueText.of(other);
        };
    }

    /** Returns a name such as {@code average_posts_per_user} in the form for people. */
    private static String words(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('_', ' ');
    }
}
