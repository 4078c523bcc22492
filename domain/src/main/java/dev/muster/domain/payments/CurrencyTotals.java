package dev.muster.domain.payments;

import java.math.BigDecimal;

/**
 * All transactions in one currency, added up exactly.
 *
 * @param transactions how many there are, at least 1
 */
public record CurrencyTotals(
        String currency, long transactions, BigDecimal total, BigDecimal smallest, BigDecimal largest) {

    /** The totals of a single transaction. */
    public static CurrencyTotals of(String currency, BigDecimal amount) {
        return new CurrencyTotals(currency, 1, amount, amount, amount);
    }

    /** These totals with a further transaction. */
    public CurrencyTotals plus(BigDecimal amount) {
        return new CurrencyTotals(
                currency, transactions + 1, total.add(amount), smallest.min(amount), largest.max(amount));
    }
}
