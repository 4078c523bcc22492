package dev.muster.application.memory;

import dev.muster.application.port.RejectionStore;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Rejection.Status;
import dev.muster.domain.run.RunId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
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
        Set<SameRecord> again = rejections.stream().map(SameRecord::of).collect(Collectors.toSet());
        Rejection.Id firstOfRun = new Rejection.Id(rejections.getFirst().id().run(), 1);
        transactions.change(state -> {
            SortedTree<Rejection.Id, Rejection> all = state.rejections();
            for (Rejection older : all.before(firstOfRun).toList()) {
                if (older.status() == Status.OPEN && again.contains(SameRecord.of(older))) {
                    all = all.with(older.id(), in(Status.SUPERSEDED, older));
                }
            }
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
            return state.withRejections(all);
        });
    }

    @Override
    public Optional<Rejection> find(Rejection.Id id) {
        return Optional.ofNullable(transactions.state().rejections().get(id));
    }

    @Override
    public List<Rejection> list(Filter filter, Rejection.@Nullable Id after, int limit) {
        return page(transactions.state().rejections().before(after), filter, limit);
    }

    @Override
    public List<Rejection> listOldestFirst(Filter filter, Rejection.@Nullable Id after, int limit) {
        return page(transactions.state().rejections().after(after), filter, limit);
    }

    @Override
    public List<Rejection.Id> ids(Filter filter, Rejection.@Nullable Id after, int limit) {
        return listOldestFirst(filter, after, limit).stream().map(Rejection::id).toList();
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
        Set<Rejection.Id> closed = new HashSet<>();
        transactions.change(state -> {
            SortedTree<Rejection.Id, Rejection> all = state.rejections();
            for (Rejection.Id id : ids) {
                Rejection found = all.get(id);
                if (found != null && found.dataset().equals(dataset) && found.status() == Status.OPEN) {
                    all = all.with(id, in(to, found));
                    closed.add(id);
                }
            }
            return state.withRejections(all);
        });
        return closed;
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

    private static List<Rejection> page(Stream<Rejection> rejections, Filter filter, int limit) {
        return rejections
                .filter(rejection -> filter.run() == null
                        || filter.run().equals(rejection.id().run()))
                .filter(rejection ->
                        filter.dataset() == null || filter.dataset().equals(rejection.dataset()))
                .filter(rejection -> filter.code() == null
                        || rejection.reasons().stream()
                                .anyMatch(reason ->
                                        filter.code().equals(reason.code().code())))
                .filter(rejection -> filter.status() == null || filter.status() == rejection.status())
                .limit(limit)
                .toList();
    }

    private static Rejection in(Status status, Rejection older) {
        return new Rejection(
                older.id(),
                older.dataset(),
                older.line(),
                status,
                older.reasons(),
                older.raw(),
                older.replayOf(),
                older.createdAt());
    }
}
