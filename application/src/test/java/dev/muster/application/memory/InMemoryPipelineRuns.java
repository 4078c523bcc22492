package dev.muster.application.memory;

import dev.muster.application.port.PipelineRuns;
import dev.muster.application.port.PortException;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.Status;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.pipeline.PipelineRun.StepStatus;
import dev.muster.domain.run.RunId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class InMemoryPipelineRuns implements PipelineRuns {
    private static final Entries NONE = new Entries(new SortedTree<>(Comparator.<RunId>naturalOrder()));

    private final Transactions transactions;

    InMemoryPipelineRuns(Transactions transactions) {
        this.transactions = transactions;
    }

    private record Entry(PipelineRun run, long token, int takeOvers) {}

    private record Entries(SortedTree<RunId, Entry> byId) {}

    private SortedTree<RunId, Entry> entries() {
        return transactions.state().other(Entries.class, NONE).byId();
    }

    private void put(Entry entry) {
        transactions.change(state -> state.withOther(new Entries(
                state.other(Entries.class, NONE).byId().with(entry.run().id(), entry))));
    }

    private boolean isUnderWay(String pipeline) {
        return entries().after(null).anyMatch(entry -> entry.run().pipeline().equals(pipeline) && isRunning(entry));
    }

    private static boolean isRunning(Entry entry) {
        return entry.run().status() == Status.RUNNING;
    }

    @Override
    public boolean create(PipelineRun run) {
        if (isUnderWay(run.pipeline())) {
            return false;
        }
        put(new Entry(run, 0, 0));
        return true;
    }

    @Override
    public Optional<PipelineClaim> claim(RunId run) {
        return Optional.ofNullable(entries().get(run))
                .filter(InMemoryPipelineRuns::isRunning)
                .map(entry -> {
                    Entry claimed = new Entry(entry.run(), entry.token() + 1, entry.takeOvers() + 1);
                    put(claimed);
                    return new PipelineClaim(run, claimed.token(), claimed.takeOvers());
                });
    }

    @Override
    public boolean holds(PipelineClaim claim) {
        Entry entry = entries().get(claim.run());
        return entry != null && isRunning(entry) && entry.token() == claim.token();
    }

    @Override
    public void release(PipelineClaim claim) {
        if (holds(claim)) {
            put(new Entry(entries().get(claim.run()).run(), claim.token(), 0));
        }
    }

    @Override
    public void save(PipelineClaim claim, StepRun step) {
        Entry entry = held(claim);
        put(new Entry(
                entry.run().with(step), entry.token(), step.status() == StepStatus.SUCCEEDED ? 0 : entry.takeOvers()));
    }

    @Override
    public void save(PipelineClaim claim, PipelineRun run) {
        put(new Entry(run, claim.token(), held(claim).takeOvers()));
    }

    private Entry held(PipelineClaim claim) {
        if (!holds(claim)) {
            throw new PortException(
                    PortException.Part.DATABASE, PortException.Kind.CONFLICT, "someone else has it", null);
        }
        return entries().get(claim.run());
    }

    @Override
    public boolean reopen(PipelineRun run) {
        Entry entry = entries().get(run.id());
        if (entry == null || entry.run().status() != Status.FAILED || isUnderWay(run.pipeline())) {
            return false;
        }
        put(new Entry(run, entry.token(), 0));
        return true;
    }

    @Override
    public Optional<PipelineRun> find(RunId run) {
        return Optional.ofNullable(entries().get(run)).map(Entry::run);
    }

    @Override
    public List<PipelineRun> list(String pipeline, @Nullable RunId after, int limit) {
        return entries()
                .before(after)
                .map(Entry::run)
                .filter(run -> run.pipeline().equals(pipeline))
                .limit(limit)
                .toList();
    }

    @Override
    public List<RunId> underWay() {
        return entries()
                .after(null)
                .filter(InMemoryPipelineRuns::isRunning)
                .map(entry -> entry.run().id())
                .toList();
    }
}
