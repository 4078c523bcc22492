package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.JobQueue;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;

/**
 * The jobs in the table {@code scheduled_tasks}, which db-scheduler works off. Of a job that is under way, its data say
 * whether it is to be done once more; otherwise a job has no data.
 */
final class JdbcJobQueue implements JobQueue {
    private static final byte[] ONCE_MORE = "once more".getBytes(StandardCharsets.US_ASCII);

    private final Transactions transactions;

    JdbcJobQueue(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void enqueue(String kind, String id, Instant at) {
        transactions.execute(connection -> Sql.of("""
                        INSERT INTO scheduled_tasks AS t (task_name, task_instance, execution_time, picked, version)
                        VALUES (?, ?, ?, ?, 1)
                        ON CONFLICT (task_name, task_instance) DO UPDATE SET task_data = ? WHERE t.picked""")
                .with(kind)
                .with(id)
                .with((statement, index) -> statement.setTimestamp(index, Timestamp.from(at)))
                .with((statement, index) -> statement.setBoolean(index, false))
                .with(ONCE_MORE)
                .update(connection));
    }
}
