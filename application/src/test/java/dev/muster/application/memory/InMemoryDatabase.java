package dev.muster.application.memory;

import dev.muster.application.port.Database;
import dev.muster.application.port.RunBatch;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A database in memory, for unit tests of what uses its ports. Thread safe, with one writer at a time and readers that see one
 * moment, like SQLite.
 *
 * <p>It checks what the ports ask of their callers and throws {@link IllegalStateException} or
 * {@link IllegalArgumentException} where a real database would store something wrong or fail in its own way: writing outside
 * of a transaction, a reference that is not there, a row that does not fit its dataset, a key given twice.
 */
public final class InMemoryDatabase {
    private final Transactions transactions;
    private final Catalog catalog;
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final Database ports;

    /** An empty database that has a table for each dataset of {@code catalog}. */
    public InMemoryDatabase(Catalog catalog) {
        this.catalog = catalog;
        this.transactions = new Transactions(State.empty(catalog));
        this.ports = ports("the first process");
    }

    /** What use cases know of it. */
    public Database ports() {
        return ports;
    }

    /** What the use cases of another process know of it. */
    public Database ports(String process) {
        return new Database(
                transactions,
                new InMemoryDatasetStore(transactions, catalog),
                new InMemoryRunStore(transactions, process, gone),
                new InMemoryRejectionStore(transactions),
                new InMemoryFigures(transactions, catalog),
                new InMemoryLedgerMetrics(transactions),
                new InMemoryRecordQuery(transactions),
                new InMemoryIdempotencyKeys(transactions),
                new InMemoryStreamStore(transactions),
                new InMemorySectionStore(transactions, catalog),
                new InMemoryJobQueue(transactions),
                new InMemoryPipelineRuns(transactions),
                new InMemoryEventLog(transactions),
                new InMemoryDeliveries(transactions),
                new InMemoryAccessKeys(transactions),
                new InMemorySessions(transactions),
                new InMemoryAuditLog(transactions),
                new InMemoryMappings(transactions));
    }

    /** A job that waits. */
    public record Job(String kind, String id, Instant at) {}

    /** The jobs that wait, by kind and id, which no port gives back. */
    public List<Job> jobs() {
        return InMemoryJobQueue.waiting(transactions.state());
    }

    /** Makes it known that a process lives no more. */
    public void gone(String process) {
        gone.add(process);
    }

    /** The batches of a run, in the order in which they were added, which no port gives back; empty if there is no such run. */
    public List<RunBatch> batches(RunId run) {
        State.RunEntry entry = transactions.state().runs().get(run);
        return entry == null ? List.of() : entry.batches().after(null).toList();
    }
}
