package dev.muster.application.memory;

import dev.muster.application.port.JobQueue;
import dev.muster.domain.dataset.CodePointOrder;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Nobody does its jobs: they wait. */
final class InMemoryJobQueue implements JobQueue {
    private static final Waiting NONE = new Waiting(new SortedTree<>(
            Comparator.comparing((InMemoryDatabase.Job job) -> job.kind(), CodePointOrder.BY_CODE_POINT)
                    .thenComparing(InMemoryDatabase.Job::id, CodePointOrder.BY_CODE_POINT)));

    private final Transactions transactions;

    InMemoryJobQueue(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param jobs by themselves but for their times */
    private record Waiting(SortedTree<InMemoryDatabase.Job, InMemoryDatabase.Job> jobs) {}

    @Override
    public void enqueue(String kind, String id, Instant at) {
        InMemoryDatabase.Job job = new InMemoryDatabase.Job(kind, id, at);
        transactions.change(state -> {
            Waiting waiting = state.other(Waiting.class, NONE);
            return waiting.jobs().get(job) == null
                    ? state.withOther(new Waiting(waiting.jobs().with(job, job)))
                    : state;
        });
    }

    /** The jobs that are visible to the current thread, by kind and id. */
    static List<InMemoryDatabase.Job> waiting(State state) {
        return state.other(Waiting.class, NONE).jobs().after(null).toList();
    }
}
