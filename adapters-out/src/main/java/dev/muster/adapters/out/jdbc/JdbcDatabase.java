package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.Rollup;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Puts the stores of a relational database together. */
public final class JdbcDatabase {
    private JdbcDatabase() {}

    /**
     * The parts that differ between databases.
     *
     * @param reading the definition of a transaction that only reads and sees the data as of one moment
     * @param writers a lock that each writing transaction holds; null if the database takes several writers at once
     */
    public record Engine(
            ColumnTypes types,
            BulkRows bulk,
            Dialect dialect,
            Failures failures,
            TransactionDefinition reading,
            @Nullable Lock writers) {}

    /**
     * Returns the stores over one data source.
     *
     * @param operations the transactions in which {@code runs} takes part
     * @param owners the processes that work on the database
     * @param catalog the datasets that have tables
     * @param kept the rollups that have tables
     */
    public static Database of(
            Engine engine,
            TransactionOperations<Connection> operations,
            RunRepository runs,
            Owners owners,
            Catalog catalog,
            List<Rollup> kept) {
        Transactions transactions = new Transactions(operations, engine.reading(), engine.failures(), engine.writers());
        Rollups rollups = new Rollups(kept);
        return new Database(
                transactions,
                new JdbcDatasetStore(transactions, engine.types(), engine.bulk(), engine.dialect(), rollups),
                new JdbcRunStore(transactions, engine.dialect(), runs, owners, rollups),
                new JdbcRejectionStore(transactions, engine.dialect()),
                new JdbcFigures(transactions, engine.types(), engine.dialect(), catalog),
                new JdbcLedgerMetrics(transactions),
                new JdbcRecordQuery(transactions, engine.types()),
                new JdbcIdempotencyKeys(transactions),
                new JdbcStreamStore(transactions),
                new JdbcSectionStore(transactions, engine.types(), engine.bulk()),
                new JdbcJobQueue(transactions),
                new JdbcPipelineRuns(transactions),
                new JdbcEventLog(transactions),
                new JdbcDeliveries(transactions),
                new JdbcAccessKeys(transactions),
                new JdbcSessions(transactions),
                new JdbcAuditLog(transactions),
                new JdbcMappings(transactions));
    }
}
