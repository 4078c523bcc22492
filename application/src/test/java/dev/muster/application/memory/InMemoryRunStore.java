package dev.muster.application.memory;

import dev.muster.application.port.Claim;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunStore;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class InMemoryRunStore implements RunStore {
    private final Transactions transactions;
    private final String process;
    private final Set<String> gone;

    /**
     * @param process the one that uses this store
     * @param gone the processes that live no more
     */
    InMemoryRunStore(Transactions transactions, String process, Set<String> gone) {
        this.transactions = transactions;
        this.process = process;
        this.gone = gone;
    }

    @Override
    public Claim create(Run run) {
        transactions.change(state -> {
            if (state.runs().get(run.id()) != null) {
                throw new IllegalStateException("run %s is on record already".formatted(run.id()));
            }
            if (ofStream(run)
                    && streams(state, run.source().name(), run.dataset(), run.mode())
                            .anyMatch(other -> other.status() == RunStatus.RUNNING
                                    && dayOf(other).equals(dayOf(run)))) {
                throw new PortException(
                        PortException.Part.DATABASE, PortException.Kind.CONFLICT, "the day has a run already", null);
            }
            return state.withRun(
                    new State.RunEntry(run, process, 1, 0, new SortedTree<>(Comparator.<Integer>naturalOrder())));
        });
        return new Claim(run.id(), 1, 0);
    }

    @Override
    public void save(Claim claim, Run run) {
        if (!claim.run().equals(run.id())) {
            throw new IllegalArgumentException("a claim on %s is none on %s".formatted(claim.run(), run.id()));
        }
        transactions.change(state -> {
            State.RunEntry entry = state.runs().get(run.id());
            if (entry == null || entry.token() != claim.token()) {
                throw new PortException(
                        PortException.Part.DATABASE,
                        PortException.Kind.CONFLICT,
                        "run %s was taken over by someone else".formatted(run.id()),
                        null);
            }
            return state.withRun(entry.with(run));
        });
    }

    @Override
    public Optional<Claim> takeOver(RunId run) {
        transactions.change(state -> {
            State.RunEntry entry = state.runs().get(run);
            return entry == null || entry.run().status().ended() ? state : state.withRun(entry.takenBy(process));
        });
        return entry(run)
                .filter(entry -> !entry.run().status().ended())
                .map(entry -> new Claim(run, entry.token(), entry.takeOvers()));
    }

    @Override
    public void begun(Claim claim) {
        transactions.change(state -> {
            State.RunEntry entry = state.runs().get(claim.run());
            return entry == null || entry.token() != claim.token() ? state : state.withRun(entry.begun());
        });
    }

    @Override
    public void release(Claim claim) {
        transactions.change(state -> {
            State.RunEntry entry = state.runs().get(claim.run());
            return entry == null
                            || entry.token() != claim.token()
                            || entry.run().status().ended()
                    ? state
                    : state.withRun(entry.released());
        });
    }

    private static boolean ofStream(Run run) {
        return run.source().kind() == Source.Kind.KAFKA;
    }

    private static Instant dayOf(Run run) {
        return run.startedAt().truncatedTo(ChronoUnit.DAYS);
    }

    private static Stream<Run> streams(State state, @Nullable String topic, String dataset, Mode mode) {
        return state.runs()
                .before(null)
                .map(State.RunEntry::run)
                .filter(run -> ofStream(run)
                        && topic != null
                        && topic.equals(run.source().name())
                        && run.dataset().equals(dataset)
                        && run.mode() == mode
                        && (run.status() == RunStatus.RUNNING || run.status() == RunStatus.SUCCEEDED));
    }

    @Override
    public Optional<Held> holdStream(String topic, String dataset, Mode mode, Instant since) {
        return streams(transactions.state(), topic, dataset, mode)
                .filter(run -> !run.startedAt().isBefore(since))
                .max(Comparator.comparing(Run::startedAt).thenComparing(Run::id))
                .flatMap(run -> entry(run.id()))
                .map(entry -> new Held(entry.run(), new Claim(entry.run().id(), entry.token(), entry.takeOvers())));
    }

    @Override
    public List<Run> streams() {
        return transactions
                .state()
                .runs()
                .after(null)
                .map(State.RunEntry::run)
                .filter(run -> ofStream(run) && run.status() == RunStatus.RUNNING)
                .toList();
    }

    @Override
    public List<Unfinished> unfinished() {
        return transactions
                .state()
                .runs()
                .after(null)
                .filter(entry -> !entry.run().status().ended() && !ofStream(entry.run()))
                .map(entry -> new Unfinished(entry.run().id(), holder(entry.process())))
                .toList();
    }

    private Holder holder(@Nullable String of) {
        return of == null
                ? Holder.NOBODY
                : of.equals(process) ? Holder.THIS_PROCESS : gone.contains(of) ? Holder.NOBODY : Holder.ANOTHER_PROCESS;
    }

    @Override
    public Optional<Claim> takeOverEnded(RunId run) {
        Optional<State.RunEntry> ended = entry(run)
                .filter(entry -> entry.run().status().ended() && entry.run().status() != RunStatus.UNDONE);
        transactions.change(state ->
                ended.map(entry -> state.withRun(entry.takenBy(process))).orElse(state));
        return entry(run)
                .filter(entry -> ended.isPresent())
                .map(entry -> new Claim(run, entry.token(), entry.takeOvers()));
    }

    @Override
    public void addBatch(RunBatch batch) {
        transactions.change(state -> {
            State.RunEntry entry = state.runs().get(batch.run());
            if (entry == null) {
                throw new IllegalStateException("run %s is not on record".formatted(batch.run()));
            }
            return state.withRun(entry.with(batch));
        });
    }

    @Override
    public Optional<byte[]> rawOf(RunId run, long recordNumber) {
        return entry(run).stream()
                .flatMap(entry -> entry.batches().before(null))
                .filter(batch -> batch.raw() != null && batch.firstRecord() <= recordNumber)
                .findFirst()
                .map(batch -> batch.raw().clone());
    }

    @Override
    public Optional<RunBatch> batchOf(RunId run, long recordNumber) {
        return entry(run).stream()
                .flatMap(entry -> entry.batches().before(null))
                .filter(batch -> batch.firstRecord() <= recordNumber && recordNumber <= batch.lastRecord())
                .findFirst()
                .map(batch -> new RunBatch(
                        batch.run(),
                        batch.firstRecord(),
                        batch.lastRecord(),
                        batch.provenance(),
                        batch.counts(),
                        null,
                        batch.committedAt()));
    }

    @Override
    public Optional<Run> find(RunId run) {
        return entry(run).map(State.RunEntry::run);
    }

    @Override
    public Optional<Run> lastLoaded(String dataset, Source.Kind kind, String name) {
        return transactions
                .state()
                .runs()
                .before(null)
                .map(State.RunEntry::run)
                .filter(run -> run.dataset().equals(dataset)
                        && run.source().kind() == kind
                        && name.equals(run.source().name())
                        && run.status() == RunStatus.SUCCEEDED)
                .findFirst();
    }

    @Override
    public List<Run> list(@Nullable String dataset, @Nullable RunStatus status, @Nullable RunId after, int limit) {
        return transactions
                .state()
                .runs()
                .before(after)
                .map(State.RunEntry::run)
                .filter(run -> dataset == null || run.dataset().equals(dataset))
                .filter(run -> status == null || run.status() == status)
                .limit(limit)
                .toList();
    }

    @Override
    public List<LedgerTotal> totals() {
        Map<String, Counts> sums = new TreeMap<>(CodePointOrder.BY_CODE_POINT);
        transactions
                .state()
                .runs()
                .after(null)
                .filter(entry -> entry.run().status() != RunStatus.UNDONE
                        && entry.run().source().kind() != Source.Kind.BACKUP)
                .forEach(entry -> sums.merge(entry.run().dataset(), entry.run().counts(), Counts::plus));
        return sums.entrySet().stream()
                .map(sum -> new LedgerTotal(
                        sum.getKey(),
                        sum.getValue().received(),
                        sum.getValue().accepted(),
                        sum.getValue().rejected()))
                .toList();
    }

    @Override
    public Map<RunStatus, Long> countByStatus() {
        Map<RunStatus, Long> counts = new EnumMap<>(RunStatus.class);
        transactions
                .state()
                .runs()
                .after(null)
                .forEach(entry -> counts.merge(entry.run().status(), 1L, Long::sum));
        return counts;
    }

    private Optional<State.RunEntry> entry(RunId run) {
        return Optional.ofNullable(transactions.state().runs().get(run));
    }
}
