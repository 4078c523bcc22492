package dev.muster.application.ingest;

import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.UnitOfWork;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A run that puts each batch on record. Only the holder of the newest claim can do so. */
final class RecordedRun extends RunInProgress {
    private static final int PAGE = 1_000;

    private final Claim claim;
    private final Database database;
    private final UnitOfWork transactions;

    /** Whether rejections were closed since the dataset was touched. */
    private boolean closesRejections;

    /**
     * While a dataset is filled, nothing touches the run's row and the dataset's version before all rows are in: others
     * may want to take the run over, and whoever writes to the dataset locks its version last.
     */
    private boolean savesAtEndOnly;

    RecordedRun(
            Claim claim,
            Run run,
            RunInput input,
            Catalog catalog,
            Database database,
            InstantSource clock,
            RunListener listener) {
        super(run, input, catalog, database.datasets(), clock, listener);
        this.claim = claim;
        this.database = database;
        this.transactions = database.unitOfWork().patient();
    }

    /** Returns how often the run was taken over since it last got on. */
    int takeOvers() {
        return claim.takeOvers();
    }

    @Override
    Applied attempt(RecordBatch batch) {
        Applied applied = transactions.decide(() -> {
            // This comes first: whoever lost the run must not touch what its new owner may have written already.
            if (!savesAtEndOnly) {
                database.runs().save(claim, run());
            }
            Applied tried = apply(batch, rejections());
            if (!(tried instanceof Applied.Done done)) {
                return new End.Rollback<>(tried);
            }
            if (leavesNothingOpen(done.run())) {
                discardRejections();
            }
            database.runs().addBatch(ledgerEntry(batch, done));
            if (!savesAtEndOnly) {
                database.runs().save(claim, done.run());
                touchIfChanged(done.total().counts(), done.total().closesRejections(), done.at());
            }
            return new End.Commit<>(tried);
        });
        closesRejections |= applied instanceof Applied.Done done && done.total().closesRejections();
        return applied;
    }

    private Corrections.Rejections rejections() {
        RejectionStore store = database.rejections();
        return new Corrections.Rejections() {
            @Override
            public List<RejectionStore.Link> succession(Rejection.Id id) {
                return store.successions(run().dataset(), List.of(id)).getOrDefault(id, List.of());
            }

            @Override
            public Set<Rejection.Id> close(Map<Rejection.Id, Long> records) {
                return store.replay(run().dataset(), records, run().id());
            }

            @Override
            public Optional<Rejection> find(Rejection.Id id) {
                return store.find(id);
            }

            @Override
            public void store(List<Rejection> rejected, Supplier<Map<String, Long>> stored) {
                store.supersede(run().dataset(), stored, run().id(), rejected);
                store.add(rejected);
            }
        };
    }

    /** The store knows it, whoever began the run. */
    @Override
    Optional<Rejection> firstRejection() {
        Filter ofRun = new Filter(run().id(), null, null, null);
        return database.rejections().listOldestFirst(ofRun, null, 1).items().stream()
                .findFirst();
    }

    /** Lets nobody correct the rejections of a file that is not the dataset's. Those of other runs are as before. */
    private void discardRejections() {
        RunId id = run().id();
        database.rejections().giveBack(id);
        Filter open = new Filter(id, null, null, Rejection.Status.OPEN);
        for (List<Rejection.Id> page; !(page = database.rejections().ids(open, null, PAGE)).isEmpty(); ) {
            database.rejections().close(run().dataset(), page, Rejection.Status.DISCARDED, id);
        }
    }

    private RunBatch ledgerEntry(RecordBatch batch, Applied.Done done) {
        return new RunBatch(
                run().id(),
                batch.from().records() + 1,
                batch.to().records(),
                batch.provenance(),
                done.total().counts(),
                batch.kept(),
                done.at());
    }

    private void touchIfChanged(Counts counts, boolean closes, Instant at) {
        if (closes || counts.received() > counts.unchanged()) {
            database.datasets().touch(dataset(), at);
        }
    }

    /**
     * Does {@code work} in one transaction: the batches that it commits, and whatever else it writes. After a rollback
     * the run is as it was before.
     */
    <T> T together(Supplier<End<T>> work) {
        Run before = run();
        End<T> end;
        try {
            end = transactions.<End<T>>decide(() -> switch (work.get()) {
                case End.Commit<T> commit -> new End.Commit<>(commit);
                case End.Rollback<T> rollback -> new End.Rollback<>(rollback);
            });
        } catch (RuntimeException | Error e) {
            goBackTo(before);
            throw e;
        }
        if (end instanceof End.Rollback) {
            goBackTo(before);
        }
        return end.result();
    }

    /**
     * Fills the run's dataset, which has no rows, at once. {@code work} commits all batches.
     *
     * @return whether that could be done; if not, nothing was done
     */
    boolean fill(Runnable work) {
        savesAtEndOnly = true;
        try {
            boolean filled = together(() -> {
                if (!database.datasets().fill(dataset(), work)) {
                    return new End.Rollback<>(false);
                }
                database.runs().save(claim, run());
                touchIfChanged(run().counts(), closesRejections, now());
                return new End.Commit<>(true);
            });
            if (!filled) {
                excerpt().clear();
                closesRejections = false;
            }
            return filled;
        } finally {
            savesAtEndOnly = false;
        }
    }

    /** Ends this run as its rehearsal ended. */
    void endAs(RehearsedRun rehearsed) {
        excerpt().addAll(rehearsed.excerpt());
        endAs(rehearsed.run());
    }

    /** Ends the run for a reason that will not pass, if that can be put on record. Returns the reason, to throw it. */
    <T extends Throwable> T giveUp(T reason, Problem problem) {
        try {
            if (!run().status().ended()) {
                end(problem);
            }
        } catch (RuntimeException e) {
            if (e != reason) {
                reason.addSuppressed(e);
            }
        }
        return reason;
    }

    /** Returns whether someone else has the run now. If not, a conflict was with another run's work. */
    boolean isTakenOver() {
        try {
            save(run());
            return false;
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.CONFLICT) {
                return true;
            }
            throw e;
        }
    }

    @Override
    void save(Run state) {
        transactions.write(() -> {
            database.runs().save(claim, state);
            return null;
        });
    }
}
