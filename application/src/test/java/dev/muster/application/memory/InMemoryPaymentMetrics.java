package dev.muster.application.memory;

import dev.muster.application.port.PaymentMetrics;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.payments.CurrencyTotals;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up anew each time. */
final class InMemoryPaymentMetrics implements PaymentMetrics {
    private final Transactions transactions;
    private final Catalog catalog;

    InMemoryPaymentMetrics(Transactions transactions, Catalog catalog) {
        this.transactions = transactions;
        this.catalog = catalog;
    }

    @Override
    public List<CurrencyTotals> byCurrency() {
        Dataset dataset = catalog.get("transactions");
        int amount = dataset.indexOf("amount").orElseThrow();
        int currency = dataset.indexOf("currency").orElseThrow();
        Map<String, CurrencyTotals> totals = new HashMap<>();
        transactions.state().rowsOf(dataset).after(null).forEach(stored -> {
            Row row = stored.row();
            BigDecimal paid = (BigDecimal) row.get(amount);
            totals.compute(
                    (String) row.get(currency),
                    (code, sum) -> sum == null ? CurrencyTotals.of(code, paid) : sum.plus(paid));
        });
        return List.copyOf(totals.values());
    }
}
