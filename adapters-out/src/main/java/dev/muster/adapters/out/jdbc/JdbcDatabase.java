package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Database;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Puts the stores of a relational database together. */
public final class JdbcDatabase {
    private JdbcDatabase() {}

    /**
     * The stores over one data source.
     *
     * @param operations the transactions that {@code runs} takes part in
     * @param owners the processes that work on the database
     * @param writers held during each writing transaction; null if the database takes several writers at once
     */
    public static Database of(
            Dialect dialect,
            TransactionOperations<Connection> operations,
            RunRepository runs,
            Owners owners,
            @Nullable Lock writers) {
        Transactions transactions = new Transactions(operations, dialect, writers);
        return new Database(
                transactions,
                new JdbcDatasetStore(transactions, dialect),
                new JdbcRunStore(transactions, runs, owners),
                new JdbcRejectionStore(transactions, dialect),
                new JdbcHiringMetrics(transactions),
                new JdbcContentMetrics(transactions),
                new JdbcPaymentMetrics(transactions, dialect),
                new JdbcLedgerMetrics(transactions),
                new JdbcRecordQuery(transactions, dialect),
                new JdbcIdempotencyKeys(transactions));
    }
}
