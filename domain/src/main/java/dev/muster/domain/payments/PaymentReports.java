package dev.muster.domain.payments;

import dev.muster.domain.report.Chart;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import java.math.BigDecimal;
import java.util.List;

/** The descriptors of the payment reports. */
public final class PaymentReports {
    private static final List<String> DATASETS = List.of("transactions");
    private static final String TITLE = "Transactions by currency";
    private static final String CURRENCY = "Currency";
    private static final String TRANSACTIONS = "Transactions";
    /** More bars than these do not stand side by side. */
    private static final int MAX_BARS = 12;

    public static final Report TRANSACTIONS_BY_CURRENCY = new Report(
            "transactions-by-currency",
            TITLE,
            "All transactions, for each currency that has any: how many there are, and their total, smallest and largest"
                    + " amount, exactly. Amounts in different currencies are never added up.",
            List.of(),
            List.of(
                    Column.text("currency", CURRENCY),
                    Column.integer("transactions", TRANSACTIONS),
                    Column.decimal("total", PaymentDatasets.AMOUNT_SCALE, "Total"),
                    Column.decimal("smallest", PaymentDatasets.AMOUNT_SCALE, "Smallest"),
                    Column.decimal("largest", PaymentDatasets.AMOUNT_SCALE, "Largest")),
            DATASETS,
            DATASETS,
            PaymentReports::chart);

    private PaymentReports() {}

    private static Chart chart(ReportResult result) {
        List<Chart.Bar> bars = result.rows().stream()
                .map(row -> new Chart.Bar(
                        String.valueOf(row.get(0)),
                        row.get(1) instanceof Long number ? BigDecimal.valueOf(number) : BigDecimal.ZERO))
                .toList();
        return bars.size() <= MAX_BARS
                ? new Chart.Bars(TITLE, CURRENCY, TRANSACTIONS, bars)
                : new Chart.HorizontalBars(TITLE, CURRENCY, TRANSACTIONS, bars, null);
    }
}
