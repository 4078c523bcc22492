package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.ReportResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows a report to people: its rows, its facts and its receipt. */
final class ReportText {
    private ReportText() {}

    /**
     * Prints a report.
     *
     * @param room the most characters in a line of the table
     * @param mostRows the most rows to print; of the rest only the number is told
     */
    static void print(PrintWriter out, int room, ReportResult result, int mostRows) {
        List<Column> columns = result.report().columns();
        String arguments = result.arguments().values().entrySet().stream()
                .map(argument -> ", %s %s".formatted(argument.getKey(), argument.getValue()))
                .collect(Collectors.joining());
        out.print("%s%s\n".formatted(result.report().title(), arguments));

        TextTable table = new TextTable(columns.stream().map(ReportText::title).toList());
        result.rows().stream()
                .limit(mostRows)
                .forEach(row -> table.row(row.stream().map(ReportText::cell).toList()));
        table.print(out, room);
        if (result.rows().size() > mostRows) {
            out.print("  … and %s more rows\n"
                    .formatted(Cells.number(result.rows().size() - mostRows)));
        }

        out.print("\n");
        result.facts().forEach((name, value) -> out.print("  %s: %s\n".formatted(name.replace('_', ' '), cell(value))));
        receipt(out, result);
    }

    private static void receipt(PrintWriter out, ReportResult result) {
        Receipt receipt = result.receipt();
        out.print("  %s rows of %s are in these numbers, %s are outside the period or parameters\n"
                .formatted(
                        Cells.number(receipt.included()),
                        String.join(", ", result.report().counted()),
                        Cells.number(receipt.outside())));
        if (!receipt.excluded().isEmpty()) {
            out.print("  excluded as rejected: %s\n".formatted(byCode(receipt.excluded())));
        }
    }

    private static String byCode(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> "%s %s".formatted(Cells.number(entry.getValue()), entry.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String title(Column column) {
        return switch (column.type()) {
            case INTEGER, DECIMAL -> TextTable.number(column.title());
            case TEXT -> TextTable.cuttable(column.title());
            case DATE, INSTANT -> column.title();
        };
    }

    /** Numbers without separators of thousands: among them are ids. */
    private static String cell(@Nullable Object value) {
        return value == null ? "" : Cells.line(ValueText.of(value));
    }
}
