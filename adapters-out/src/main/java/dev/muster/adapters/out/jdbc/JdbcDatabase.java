package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.Rollup;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.util.List;
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
     * @param catalog the datasets that have tables
     * @param kept the rollups that have tables
     * @param writers held during each writing transaction; null if the database takes several writers at once
     */
    public static Database of(
            Dialect dialect,
            TransactionOperations<Connection> operations,
            RunRepository runs,
            Owners owners,
            Catalog catalog,
            List<Rollup> kept,
            @Nullable Lock writers) {
        Transactions transactions = new Transactions(operations, dialect, writers);
        Rollups rollups = new Rollups(kept);
        return new Database(
                transactions,
                new JdbcDatasetStore(transactions, dialect, rollups),
                new JdbcRunStore(transactions, runs, owners, rollups),
                new JdbcRejectionStore(transactions, dialect),
                new JdbcFigures(transactions, dialect, catalog),
                new JdbcLedgerMetrics(transactions),
                new JdbcRecordQuery(transactions, dialect),
                new JdbcIdempotencyKeys(transactions));
    }
}
