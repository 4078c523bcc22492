package dev.muster.application.port;

import dev.muster.domain.payments.CurrencyTotals;
import java.util.List;

/** Sums over the transactions, always consistent with the rows of the same transaction. */
public interface PaymentMetrics {

    /** The totals of each currency that has transactions, exactly, in no particular order. */
    List<CurrencyTotals> byCurrency();
}
