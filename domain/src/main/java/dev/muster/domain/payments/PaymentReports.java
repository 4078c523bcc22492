package dev.muster.domain.payments;

import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Breakdown.Order;
import dev.muster.domain.report.ChartSpec;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.report.Rollup.Measure;
import java.util.List;

/** The rollups and reports of payments. */
public final class PaymentReports {
    private static final String DATASET = "transactions";
    private static final String AMOUNT = "amount";
    private static final String CURRENCY = "currency";
    private static final String TITLE = "Transactions by currency";

    private static final Rollup BY_CURRENCY = new Rollup(
            DATASET,
            List.of(new Group.Value(CURRENCY)),
            List.of(
                    new Measure.Count("transactions"),
                    new Measure.Sum("total", AMOUNT),
                    new Measure.Min("smallest", AMOUNT),
                    new Measure.Max("largest", AMOUNT)),
            null);

    public static final Report TRANSACTIONS_BY_CURRENCY = Report.of(
            "transactions-by-currency",
            TITLE,
            "All transactions, for each currency that has any: how many there are, and their total, smallest and largest"
                    + " amount, exactly. Amounts in different currencies are never added up.",
            List.of(),
            List.of(DATASET),
            DATASET,
            new ChartSpec.Bars(TITLE, "Currency", "Transactions", CURRENCY, "transactions"),
            Breakdown.of(
                            BY_CURRENCY,
                            List.of(CURRENCY),
                            new Cell.Key(Column.text(CURRENCY, "Currency"), CURRENCY),
                            new Cell.Total(Column.integer("transactions", "Transactions"), "transactions"),
                            amount("total", "Total"),
                            amount("smallest", "Smallest"),
                            amount("largest", "Largest"))
                    .sorted(Order.by(CURRENCY)));

    /** All reports of payments. */
    public static final List<Report> ALL = List.of(TRANSACTIONS_BY_CURRENCY);

    private PaymentReports() {}

    private static Cell amount(String measure, String title) {
        return new Cell.Total(Column.decimal(measure, PaymentDatasets.AMOUNT_SCALE, title), measure);
    }
}
