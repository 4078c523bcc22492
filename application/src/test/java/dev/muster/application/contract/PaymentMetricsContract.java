package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.PaymentMetrics;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.payments.CurrencyTotals;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** What {@link PaymentMetrics} promises. */
public abstract class PaymentMetricsContract extends OnEmptyDatabase {

    private void insertPayments(String currency, String... amounts) {
        for (String amount : amounts) {
            insert(
                    TRANSACTIONS,
                    Row.of("%s %s".formatted(currency, amount), new BigDecimal(amount), currency, "web", null));
        }
    }

    @Test
    void givesNothingWithoutTransactions() {
        assertThat(database.payments().byCurrency()).isEmpty();
    }

    @Test
    void addsUpExactly() {
        insertPayments("EUR", "999999999999999.9999", "999999999999999.9998", "0.0001", "0.1", "0.2");
        insertPayments("USD", "1.5", "9", "10");

        assertThat(database.payments().byCurrency())
                .usingElementComparator(PaymentMetricsContract::compare)
                .containsExactlyInAnyOrder(
                        totals("EUR", 5, "2000000000000000.2998", "0.0001", "999999999999999.9999"),
                        totals("USD", 3, "20.5", "1.5", "10"));
    }

    private static CurrencyTotals totals(String currency, long count, String total, String smallest, String largest) {
        return new CurrencyTotals(
                currency, count, new BigDecimal(total), new BigDecimal(smallest), new BigDecimal(largest));
    }

    /** Equal if the numbers are, whatever their trailing zeros. */
    private static int compare(CurrencyTotals a, CurrencyTotals b) {
        boolean same = a.currency().equals(b.currency())
                && a.transactions() == b.transactions()
                && a.total().compareTo(b.total()) == 0
                && a.smallest().compareTo(b.smallest()) == 0
                && a.largest().compareTo(b.largest()) == 0;
        return same ? 0 : a.toString().compareTo(b.toString());
    }
}
