package dev.muster.application.memory;

import dev.muster.application.port.Mappings;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class InMemoryMappings implements Mappings {
    private static final Stored NONE = new Stored(new SortedTree<>(CodePointOrder.BY_CODE_POINT));
    private static final String UNIT = "\u001F";
    private static final String RECORD = "\u001E";
    private static final String GROUP = "\u001D";
    private static final String POSITION = "#";

    private final Transactions transactions;

    InMemoryMappings(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A mapping; none if it was deleted. */
    record Entry(String dataset, Optional<Mapping> mapping) {}

    /** @param byKey by dataset and name */
    private record Stored(SortedTree<String, Entry> byKey) {}

    /** Nothing in a name comes before a blank. */
    private static String key(String dataset, String name) {
        return dataset + " " + name;
    }

    static Stream<Entry> all(State state) {
        return state.other(Stored.class, NONE)
                .byKey()
                .after(null)
                .filter(entry -> entry.mapping().isPresent());
    }

    static Optional<Mapping> find(State state, String dataset, String name) {
        return Optional.ofNullable(state.other(Stored.class, NONE).byKey().get(key(dataset, name)))
                .flatMap(Entry::mapping);
    }

    static State with(State state, String dataset, String name, Optional<Mapping> mapping) {
        return state.withOther(new Stored(
                state.other(Stored.class, NONE).byKey().with(key(dataset, name), new Entry(dataset, mapping))));
    }

    @Override
    public boolean put(String dataset, Mapping mapping) {
        boolean isNew = find(dataset, mapping.name()).isEmpty();
        transactions.change(state -> with(state, dataset, mapping.name(), Optional.of(mapping)));
        return isNew;
    }

    @Override
    public Optional<Mapping> find(String dataset, String name) {
        return find(transactions.state(), dataset, name);
    }

    @Override
    public Slice<Mapping> list(String dataset, @Nullable String after, int limit) {
        return Slice.of(
                all(transactions.state())
                        .filter(entry -> entry.dataset().equals(dataset))
                        .flatMap(entry -> entry.mapping().stream())
                        .filter(mapping ->
                                after == null || CodePointOrder.BY_CODE_POINT.compare(mapping.name(), after) > 0)
                        .iterator(),
                limit,
                mapping -> 0);
    }

    @Override
    public boolean delete(String dataset, String name) {
        boolean isThere = find(dataset, name).isPresent();
        transactions.change(state -> isThere ? with(state, dataset, name, Optional.empty()) : state);
        return isThere;
    }

    static String text(Mapping mapping) {
        Stream<String> columns = mapping.columns().entrySet().stream()
                .map(entry -> entry.getKey()
                        + UNIT
                        + switch (entry.getValue()) {
                            case Mapping.Column.Named(String name) -> name;
                            case Mapping.Column.Position(int number) -> POSITION + number;
                        });
        Stream<String> values = mapping.values().entrySet().stream()
                .flatMap(ofField -> Stream.concat(
                        Stream.of(ofField.getKey()),
                        ofField.getValue().entrySet().stream()
                                .map(value -> ofField.getKey() + UNIT + value.getKey() + UNIT + value.getValue())));
        return String.join(
                GROUP,
                mapping.name(),
                columns.collect(Collectors.joining(RECORD)),
                values.collect(Collectors.joining(RECORD)));
    }

    static Mapping mapping(String text) {
        String[] groups = text.split(GROUP, -1);
        Map<String, Mapping.Column> columns = new LinkedHashMap<>();
        for (String column : groups[1].split(RECORD, -1)) {
            String[] parts = column.split(UNIT, -1);
            columns.put(
                    parts[0],
                    parts[1].startsWith(POSITION)
                            ? new Mapping.Column.Position(Integer.parseInt(parts[1].substring(1)))
                            : new Mapping.Column.Named(parts[1]));
        }
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        for (String value : groups[2].isEmpty() ? new String[0] : groups[2].split(RECORD, -1)) {
            String[] parts = value.split(UNIT, -1);
            Map<String, String> ofField = values.computeIfAbsent(parts[0], field -> new LinkedHashMap<>());
            if (parts.length > 1) {
                ofField.put(parts[1], parts[2]);
            }
        }
        return new Mapping(groups[0], columns, values);
    }
}
