package dev.muster.application.metrics;

import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.ForwardingRunStore;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunStore;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process has committed since it began: records and rejections of batches, whichever way they came in. What was
 * rolled back does not count, nor do restores, which bring back what came in before. Thread safe.
 */
public final class CommittedBatches {
    private final Map<String, Counts> records = new ConcurrentHashMap<>();
    private final Map<OfCode, Long> rejections = new ConcurrentHashMap<>();
    private final LongAdder commits = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();

    /** What the transaction of a thread has put on record so far. */
    private final ThreadLocal<@Nullable Pending> pending = new ThreadLocal<>();

    private record OfCode(String dataset, String code) {}

    /** Returns a database whose commits are counted here. */
    public Database in(Database database) {
        return database.with(new CountedTransactions(database.unitOfWork())).with(new WatchedRuns(database.runs()));
    }

    /** Returns the records of a dataset. */
    public Counts records(String dataset) {
        return records.getOrDefault(dataset, Counts.ZERO);
    }

    /** Returns how many records of a dataset were rejected for a reason with this code, or for several. */
    public long rejections(String dataset, String code) {
        return rejections.getOrDefault(new OfCode(dataset, code), 0L);
    }

    /** Returns how many transactions have committed batches with records. */
    public long commits() {
        return commits.sum();
    }

    /** Returns how long these transactions took together, waits for others that write among it. */
    public Duration took() {
        return Duration.ofNanos(nanoseconds.sum());
    }

    private void count(Pending committed, long took) {
        boolean any = false;
        for (RunId id : committed.batches) {
            Run run = committed.last.get(id);
            if (run != null && run.source().kind() != Source.Kind.BACKUP) {
                any |= count(run, committed.first.get(id));
            }
        }
        if (any) {
            commits.increment();
            nanoseconds.add(took);
        }
    }

    /** @param before the run before the transaction; null if it had nothing then */
    private boolean count(Run run, @Nullable Run before) {
        Counts now = run.counts();
        Counts then = before == null ? Counts.ZERO : before.counts();
        Counts more = Counts.of(
                now.inserted() - then.inserted(),
                now.updated() - then.updated(),
                now.unchanged() - then.unchanged(),
                now.rejected() - then.rejected());
        records.merge(run.dataset(), more, Counts::plus);
        Map<String, Long> codesThen = before == null ? Map.of() : before.rejectionsByCode();
        run.rejectionsByCode()
                .forEach((code, count) -> rejections.merge(
                        new OfCode(run.dataset(), code), count - codesThen.getOrDefault(code, 0L), Long::sum));
        return more.received() > 0;
    }

    /** What a transaction has put on record: it counts only if the transaction commits. */
    private static final class Pending {
        /** Runs as they were before; one that got a batch without being saved had nothing. */
        private final Map<RunId, @Nullable Run> first;

        private final Map<RunId, Run> last;
        private final Set<RunId> batches;

        /** @param outer the transaction that this one is a part of; null if it is none */
        Pending(@Nullable Pending outer) {
            first = outer == null ? new HashMap<>() : new HashMap<>(outer.first);
            last = outer == null ? new HashMap<>() : new HashMap<>(outer.last);
            batches = outer == null ? new HashSet<>() : new HashSet<>(outer.batches);
        }

        void saved(Run run) {
            if (!first.containsKey(run.id())) {
                first.put(run.id(), run);
            }
            last.put(run.id(), run);
        }

        void added(RunBatch batch) {
            if (!first.containsKey(batch.run())) {
                first.put(batch.run(), null);
            }
            batches.add(batch.run());
        }
    }

    private final class CountedTransactions implements UnitOfWork {
        private final UnitOfWork transactions;

        CountedTransactions(UnitOfWork transactions) {
            this.transactions = transactions;
        }

        @Override
        public <T> T decide(Supplier<End<T>> work) {
            Pending before = pending.get();
            Pending after = before;
            long start = System.nanoTime();
            pending.set(new Pending(before));
            try {
                End<T> end = transactions.<End<T>>decide(() -> switch (work.get()) {
                    case End.Commit<T> commit -> new End.Commit<>(commit);
                    case End.Rollback<T> rollback -> new End.Rollback<>(rollback);
                });
                if (end instanceof End.Commit) {
                    // Its parts have put theirs into it.
                    after = pending.get();
                }
                if (before == null && after != null) {
                    count(after, System.nanoTime() - start);
                    after = null;
                }
                return end.result();
            } finally {
                pending.set(after);
            }
        }

        @Override
        public UnitOfWork patient() {
            return new CountedTransactions(transactions.patient());
        }

        @Override
        public <T> T read(Supplier<T> work) {
            return transactions.read(work);
        }
    }

    private final class WatchedRuns extends ForwardingRunStore {
        WatchedRuns(RunStore runs) {
            super(runs);
        }

        @Override
        public Claim create(Run run) {
            Claim claim = super.create(run);
            saved(run);
            return claim;
        }

        @Override
        public void save(Claim claim, Run run) {
            super.save(claim, run);
            saved(run);
        }

        @Override
        public void addBatch(RunBatch batch) {
            super.addBatch(batch);
            Pending transaction = pending.get();
            if (transaction != null) {
                transaction.added(batch);
            }
        }

        private void saved(Run run) {
            Pending transaction = pending.get();
            if (transaction != null) {
                transaction.saved(run);
            }
        }
    }
}
