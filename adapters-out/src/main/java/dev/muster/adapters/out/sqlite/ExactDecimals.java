package dev.muster.adapters.out.sqlite;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * Aggregates over decimals. SQLite has decimals only as texts, and its own aggregates would take them for floating
 * point numbers.
 */
final class ExactDecimals {
    private static final String PREFIX = "decimal_";

    private static final Map<String, BinaryOperator<BigDecimal>> AGGREGATES =
            Map.of("sum", BigDecimal::add, "min", BigDecimal::min, "max", BigDecimal::max);

    private ExactDecimals() {}

    /** Makes the aggregates known to a connection. */
    static void define(Connection connection) throws SQLException {
        SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
        for (Map.Entry<String, BinaryOperator<BigDecimal>> aggregate : AGGREGATES.entrySet()) {
            Function.create(sqlite, PREFIX + aggregate.getKey(), new Aggregate(aggregate.getValue()), 1, 0);
        }
    }

    /** Calls an aggregate. */
    static String call(String function, String expression) {
        return "%s%s(%s)".formatted(PREFIX, function, expression);
    }

    /** The driver clones it for each group. */
    private static final class Aggregate extends Function.Aggregate {
        private final BinaryOperator<BigDecimal> both;
        private @Nullable BigDecimal soFar;

        Aggregate(BinaryOperator<BigDecimal> both) {
            this.both = both;
        }

        @Override
        protected void xStep() throws SQLException {
            String text = value_text(0);
            if (text != null) {
                BigDecimal value = new BigDecimal(text);
                soFar = soFar == null ? value : both.apply(soFar, value);
            }
        }

        @Override
        protected void xFinal() throws SQLException {
            if (soFar == null) {
                result();
            } else {
                result(soFar.toPlainString());
            }
        }
    }
}
