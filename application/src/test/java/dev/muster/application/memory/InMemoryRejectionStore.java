package dev.muster.application.memory;

import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Rejection.Status;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class InMemoryRejectionStore implements RejectionStore {
    private final Transactions transactions;

    InMemoryRejectionStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What two rejections have in common if the same raw record was rejected twice. */
    private record SameRecord(String dataset, ByteBuffer raw) {
        static SameRecord of(Rejection rejection) {
            return new SameRecord(rejection.dataset(), ByteBuffer.wrap(rejection.raw()));
        }
    }

    @Override
    public void add(List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            transactions.change(state -> state);
            return;
        }
        Map<SameRecord, Long> again = firstByContent(rejections);
        Rejection.Id firstOfRun = new Rejection.Id(rejections.getFirst().id().run(), 1);
        transactions.change(state -> {
            State next = state;
            for (Rejection older : state.rejections().before(firstOfRun).toList()) {
                Long record = again.get(SameRecord.of(older));
                if (older.status() == Status.OPEN && record != null) {
                    next = next.with(older.id(), Status.SUPERSEDED, new State.Closing(firstOfRun.run(), record));
                }
            }
            SortedTree<Rejection.Id, Rejection> all = next.rejections();
            for (Rejection rejection : rejections) {
                if (!rejection.id().run().equals(firstOfRun.run())) {
                    throw new IllegalArgumentException("rejections %s and %s are of two runs"
                            .formatted(rejections.getFirst().id(), rejection.id()));
                }
                if (all.get(rejection.id()) != null) {
                    throw new IllegalStateException("rejection %s is there already".formatted(rejection.id()));
                }
                all = all.with(rejection.id(), rejection);
            }
            return next.withRejections(all);
        });
    }

    private static Map<SameRecord, Long> firstByContent(List<Rejection> rejections) {
        return rejections.stream()
                .collect(Collectors.toMap(
                        SameRecord::of, rejection -> rejection.id().recordNumber(), Math::min));
    }

    @Override
    public Optional<Rejection> find(Rejection.Id id) {
        return Optional.ofNullable(transactions.state().rejections().get(id));
    }

    @Override
    public Slice<Rejection> list(Filter filter, Rejection.@Nullable Id after, int limit) {
        return slice(transactions.state().rejections().before(after), filter, limit);
    }

    @Override
    public Slice<Rejection> listOldestFirst(Filter filter, Rejection.@Nullable Id after, int limit) {
        return slice(transactions.state().rejections().after(after), filter, limit);
    }

    @Override
    public List<Rejection.Id> ids(Filter filter, Rejection.@Nullable Id after, int limit) {
        return filtered(transactions.state().rejections().after(after), filter)
                .map(Rejection::id)
                .limit(limit)
                .toList();
    }

    @Override
    public Map<Rejection.Id, List<Link>> successions(String dataset, Collection<Rejection.Id> ids) {
        State state = transactions.state();
        Map<Rejection.Id, List<Link>> found = new HashMap<>();
        for (Rejection.Id id : ids) {
            Rejection rejection = state.rejections().get(id);
            if (rejection == null || !rejection.dataset().equals(dataset)) {
                continue;
            }
            List<Link> links = new ArrayList<>();
            while (rejection != null) {
                links.add(new Link(rejection.id(), rejection.status(), rejection.reasons()));
                State.Closing closing = state.closings().get(rejection.id());
                rejection = closing == null || closing.record() == null
                        ? null
                        : state.rejections().get(new Rejection.Id(closing.run(), closing.record()));
            }
            found.put(id, links);
        }
        return found;
    }

    @Override
    public void supersede(String dataset, Supplier<Map<String, Long>> stored, RunId by, List<Rejection> rejected) {
        if (open().allMatch(
                        open -> open.id().run().equals(by) || !open.dataset().equals(dataset))) {
            return;
        }
        Map<String, Long> records = stored.get();
        Map<SameRecord, Long> again = firstByContent(rejected);
        transactions.change(state -> {
            State next = state;
            for (Rejection older :
                    state.rejections().before(new Rejection.Id(by, 1)).toList()) {
                Long record = older.key() == null ? null : records.get(older.key());
                if (older.status() == Status.OPEN
                        && older.dataset().equals(dataset)
                        && record != null
                        && record < again.getOrDefault(SameRecord.of(older), Long.MAX_VALUE)) {
                    next = next.with(older.id(), Status.SUPERSEDED, new State.Closing(by, record));
                }
            }
            return next;
        });
    }

    @Override
    public Set<Rejection.Id> openBefore(String dataset, Supplier<Map<String, Long>> stored, RunId by) {
        List<Rejection> others = open().filter(
                        open -> !open.id().run().equals(by) && open.dataset().equals(dataset))
                .toList();
        if (others.isEmpty()) {
            return Set.of();
        }
        Set<String> keys = stored.get().keySet();
        return others.stream()
                .filter(open -> open.id().run().compareTo(by) < 0 && open.key() != null && keys.contains(open.key()))
                .map(Rejection::id)
                .collect(Collectors.toSet());
    }

    @Override
    public Set<Rejection.Id> open(String dataset, Collection<Rejection.Id> ids) {
        return ids.stream()
                .map(transactions.state().rejections()::get)
                .filter(found -> found != null && found.dataset().equals(dataset) && found.status() == Status.OPEN)
                .map(Rejection::id)
                .collect(Collectors.toSet());
    }

    @Override
    public Set<Rejection.Id> close(String dataset, Collection<Rejection.Id> ids, Status to, @Nullable RunId by) {
        return close(dataset, ids, to, id -> by == null ? null : new State.Closing(by, null));
    }

    @Override
    public Set<Rejection.Id> discard(String dataset, Collection<Rejection.Id> ids, @Nullable String reason) {
        Set<Rejection.Id> discarded = close(dataset, ids, Status.DISCARDED, (RunId) null);
        transactions.change(state -> {
            SortedTree<Rejection.Id, Rejection> all = state.rejections();
            for (Rejection.Id id : discarded) {
                all = all.with(id, all.get(id).discarded(reason));
            }
            return state.withRejections(all);
        });
        return discarded;
    }

    @Override
    public Set<Rejection.Id> replay(String dataset, Map<Rejection.Id, Long> records, RunId by) {
        return close(dataset, records.keySet(), Status.REPLAYED, id -> new State.Closing(by, records.get(id)));
    }

    private Set<Rejection.Id> close(
            String dataset,
            Collection<Rejection.Id> ids,
            Status to,
            Function<Rejection.Id, State.@Nullable Closing> closing) {
        Set<Rejection.Id> closed = new HashSet<>();
        transactions.change(state -> {
            State next = state;
            for (Rejection.Id id : ids) {
                Rejection found = next.rejections().get(id);
                if (found != null && found.dataset().equals(dataset) && found.status() == Status.OPEN) {
                    next = next.with(id, to, closing.apply(id));
                    closed.add(id);
                }
            }
            return next;
        });
        return closed;
    }

    @Override
    public List<String> keysSuperseded(RunId run, @Nullable String after, int limit) {
        State state = transactions.state();
        return superseded(state, run)
                .map(Rejection::key)
                .filter(key -> after == null || CodePointOrder.BY_CODE_POINT.compare(key, after) > 0)
                .distinct()
                .sorted(CodePointOrder.BY_CODE_POINT)
                .limit(limit)
                .toList();
    }

    @Override
    public void leaveTo(RunId run, Map<String, Heir> heirs) {
        transactions.change(state -> {
            State next = state;
            for (Rejection rejection : superseded(state, run).toList()) {
                Heir heir = heirs.get(rejection.key());
                if (heir != null && heir.run().compareTo(rejection.id().run()) > 0) {
                    next = next.with(
                            rejection.id(), Status.SUPERSEDED, new State.Closing(heir.run(), heir.recordNumber()));
                }
            }
            return next;
        });
    }

    private static Stream<Rejection> superseded(State state, RunId by) {
        return state.rejections()
                .after(null)
                .filter(rejection -> rejection.status() == Status.SUPERSEDED && rejection.key() != null)
                .filter(rejection -> !rejection.id().run().equals(by))
                .filter(rejection -> {
                    State.Closing closing = state.closings().get(rejection.id());
                    return closing != null && closing.run().equals(by);
                });
    }

    @Override
    public void giveBack(RunId run) {
        transactions.change(state -> {
            State next = state;
            for (Rejection closed : state.rejections().after(null).toList()) {
                State.Closing closing = state.closings().get(closed.id());
                if (closing != null
                        && closing.run().equals(run)
                        && !closed.id().run().equals(run)) {
                    next = givenBack(next, closed, closing);
                }
            }
            return next;
        });
    }

    private static State givenBack(State state, Rejection closed, State.Closing closing) {
        Rejection.Id id = closed.id();
        Rejection successor = closing.record() == null
                ? null
                : state.rejections().get(new Rejection.Id(closing.run(), closing.record()));
        if (successor != null && successor.status() != Status.OPEN) {
            return state.with(id, successor.status(), state.closings().get(successor.id()));
        }
        if (state.runs().get(id.run()).run().status() == RunStatus.UNDONE) {
            return state.with(id, Status.DISCARDED, new State.Closing(id.run(), null));
        }
        return state.rejections()
                .after(id)
                .filter(later -> later.status() == Status.OPEN)
                .filter(later -> !later.id().run().equals(id.run()))
                .filter(later -> !later.id().run().equals(closing.run()))
                .filter(later -> SameRecord.of(later).equals(SameRecord.of(closed)))
                .findFirst()
                .map(Rejection::id)
                .map(later -> state.with(id, Status.SUPERSEDED, new State.Closing(later.run(), later.recordNumber())))
                .orElseGet(() -> state.with(id, Status.OPEN, null));
    }

    @Override
    public List<Group> groups(@Nullable String dataset, long skip, int limit) {
        Comparator<@Nullable String> texts = Comparator.nullsLast(CodePointOrder.BY_CODE_POINT);
        return open()
                .filter(rejection -> dataset == null || rejection.dataset().equals(dataset))
                .flatMap(rejection -> rejection.reasons().stream()
                        .map(reason -> new Group(rejection.dataset(), reason.code(), reason.field(), reason.value(), 1))
                        .distinct())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> counted(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Group::count)
                        .reversed()
                        .thenComparing(Group::dataset, CodePointOrder.BY_CODE_POINT)
                        .thenComparing(group -> group.code().code(), CodePointOrder.BY_CODE_POINT)
                        .thenComparing(Group::field, texts)
                        .thenComparing(Group::value, texts))
                .skip(skip)
                .limit(limit)
                .toList();
    }

    private static Group counted(Group one, long count) {
        return new Group(one.dataset(), one.code(), one.field(), one.value(), count);
    }

    @Override
    public List<String> datasets() {
        return transactions
                .state()
                .rejections()
                .after(null)
                .map(Rejection::dataset)
                .distinct()
                .sorted(CodePointOrder.BY_CODE_POINT)
                .toList();
    }

    @Override
    public Map<String, Long> countOpen() {
        return count(open(), Rejection::dataset);
    }

    @Override
    public Map<String, Long> countOpenByFirstCode(Collection<String> datasets) {
        return count(
                open().filter(rejection -> datasets.contains(rejection.dataset())),
                rejection -> rejection.reasons().getFirst().code().code());
    }

    private Stream<Rejection> open() {
        return transactions.state().rejections().after(null).filter(rejection -> rejection.status() == Status.OPEN);
    }

    private static Map<String, Long> count(Stream<Rejection> rejections, Function<Rejection, String> by) {
        return rejections.collect(
                Collectors.groupingBy(by, () -> new TreeMap<>(CodePointOrder.BY_CODE_POINT), Collectors.counting()));
    }

    private static Slice<Rejection> slice(Stream<Rejection> rejections, Filter filter, int limit) {
        return Slice.of(filtered(rejections, filter).iterator(), limit, Rejection::bytes);
    }

    private static Stream<Rejection> filtered(Stream<Rejection> rejections, Filter filter) {
        return rejections
                .filter(rejection -> filter.run() == null
                        || filter.run().equals(rejection.id().run()))
                .filter(rejection ->
                        filter.dataset() == null || filter.dataset().equals(rejection.dataset()))
                .filter(rejection ->
                        filter.isOfAnyReason() || rejection.reasons().stream().anyMatch(filter::fits))
                .filter(rejection -> filter.status() == null || filter.status() == rejection.status());
    }
}
