package dev.muster.application.reports;

import dev.muster.application.port.PaymentMetrics;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.payments.CurrencyTotals;
import dev.muster.domain.payments.PaymentReports;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Transactions by currency. */
final class TransactionsByCurrency implements ReportQuery {
    private final PaymentMetrics metrics;
    private final Dataset transactions;

    TransactionsByCurrency(PaymentMetrics metrics, Dataset transactions) {
        this.metrics = metrics;
        this.transactions = transactions;
    }

    @Override
    public Report report() {
        return PaymentReports.TRANSACTIONS_BY_CURRENCY;
    }

    @Override
    public Answer answer(Arguments arguments) {
        List<CurrencyTotals> currencies = new ArrayList<>(metrics.byCurrency());
        currencies.sort(Comparator.comparing(CurrencyTotals::currency, CodePointOrder.BY_CODE_POINT));
        List<Line> rows = new ArrayList<>();
        for (CurrencyTotals totals : currencies) {
            rows.add(Line.of(
                    Map.of("currency", totals.currency()),
                    totals.currency(),
                    totals.transactions(),
                    totals.total(),
                    totals.smallest(),
                    totals.largest()));
        }
        return new Answer(
                rows,
                Map.of(),
                currencies.stream().mapToLong(CurrencyTotals::transactions).sum());
    }

    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        return keys.text("currency")
                .map(currency -> Figure.of(transactions).and("currency", currency))
                .orElseGet(() -> Figure.of(transactions));
    }
}
