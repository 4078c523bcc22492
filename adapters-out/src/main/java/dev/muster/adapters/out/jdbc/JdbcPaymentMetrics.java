package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PaymentMetrics;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.payments.CurrencyTotals;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums over the table of the transactions, added up here: not every database has exact decimals. */
final class JdbcPaymentMetrics implements PaymentMetrics {
    private static final FieldType AMOUNT = new FieldType.DecimalType(15, 4);
    private static final int FETCHED_AT_ONCE = 10_000;

    private final Transactions transactions;
    private final Dialect dialect;

    JdbcPaymentMetrics(Transactions transactions, Dialect dialect) {
        this.transactions = transactions;
        this.dialect = dialect;
    }

    @Override
    public List<CurrencyTotals> byCurrency() {
        return transactions.query(connection -> {
            Map<String, CurrencyTotals> totals = new HashMap<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT currency, amount FROM transactions")) {
                statement.setFetchSize(FETCHED_AT_ONCE);
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        String currency = results.getString(1);
                        BigDecimal amount = amount(results);
                        CurrencyTotals soFar = totals.get(currency);
                        totals.put(currency, soFar == null ? CurrencyTotals.of(currency, amount) : soFar.plus(amount));
                    }
                }
            }
            return new ArrayList<>(totals.values());
        });
    }

    private BigDecimal amount(ResultSet results) throws SQLException {
        if (dialect.read(results, 2, AMOUNT) instanceof BigDecimal amount) {
            return amount;
        }
        throw new IllegalStateException("a transaction has no amount");
    }
}
