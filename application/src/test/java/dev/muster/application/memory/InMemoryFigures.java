package dev.muster.application.memory;

import dev.muster.application.port.Figures;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Breakdown.Order;
import dev.muster.domain.report.ReportRow;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.report.Rollup.Measure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts and adds up anew each time, each cell by itself. */
final class InMemoryFigures implements Figures {
    private final Transactions transactions;
    private final Catalog catalog;

    InMemoryFigures(Transactions transactions, Catalog catalog) {
        this.transactions = transactions;
        this.catalog = catalog;
    }

    @Override
    public List<Integer> years(Rollup rollup) {
        Group.Time time = rollup.time().orElseThrow();
        return rows(rollup)
                .flatMap(row -> Stream.ofNullable((Instant) value(rollup.dataset(), row, time.field())))
                .map(at -> at.atOffset(ZoneOffset.UTC).getYear())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<ReportRow> rows(Breakdown breakdown, @Nullable Integer year, int limit) {
        List<Map<List<Object>, List<StoredRow>>> groups = new ArrayList<>();
        for (Rollup rollup : breakdown.rollups()) {
            groups.add(groups(breakdown, rollup, year));
        }
        Stream<List<Object>> keys = breakdown.every() == null
                ? groups.getFirst().keySet().stream()
                : transactions
                        .state()
                        .rowsOf(catalog.get(breakdown.every()))
                        .after(null)
                        .map(row -> List.of(row.row().key(catalog.get(breakdown.every()))));
        return keys.map(key -> new ReportRow(
                        key,
                        breakdown.cells().stream()
                                .map(cell -> value(breakdown, cell, key, groups, year))
                                .toList()))
                .sorted(order(breakdown))
                .limit(limit)
                .toList();
    }

    private Map<List<Object>, List<StoredRow>> groups(Breakdown breakdown, Rollup rollup, @Nullable Integer year) {
        Map<List<Object>, List<StoredRow>> groups = new HashMap<>();
        rows(rollup)
                .filter(row -> rollup.time()
                        .map(time -> lies(
                                rollup,
                                time,
                                row,
                                Objects.requireNonNull(year),
                                1,
                                time.unit().perYear()))
                        .orElse(true))
                .forEach(row -> {
                    List<@Nullable Object> key = new ArrayList<>();
                    breakdown.keys().forEach(name -> key.add(key(rollup, row, name)));
                    if (!key.contains(null)) {
                        groups.computeIfAbsent(List.copyOf(key), none -> new ArrayList<>())
                                .add(row);
                    }
                });
        return groups;
    }

    private boolean lies(Rollup rollup, Group.Time time, StoredRow row, int year, int from, int to) {
        return value(rollup.dataset(), row, time.field()) instanceof Instant at
                && !at.isBefore(time.unit().startOf(year, from))
                && at.isBefore(time.unit().startOf(year, to + 1));
    }

    private @Nullable Object key(Rollup rollup, StoredRow row, String name) {
        return switch (rollup.key(name)) {
            case Group.Value group -> value(rollup.dataset(), row, group.field());
            case Group.OfParent group -> {
                Object reference = value(rollup.dataset(), row, group.reference());
                yield reference == null ? null : value(group.parent(), find(group.parent(), reference), group.field());
            }
            case Group.Time group -> throw new IllegalStateException("no key is by time");
        };
    }

    private @Nullable Object value(
            Breakdown breakdown,
            Cell cell,
            List<Object> key,
            List<Map<List<Object>, List<StoredRow>>> groups,
            @Nullable Integer year) {
        return switch (cell) {
            case Cell.Key one -> key.get(breakdown.keys().indexOf(one.key()));
            case Cell.Own own -> own(breakdown, key, own.field());
            case Cell.Label label -> {
                Object reference = breakdown.every() == null
                        ? key.get(breakdown.keys().indexOf(label.by()))
                        : own(breakdown, key, label.by());
                yield reference == null
                        ? null
                        : value(label.dataset(), find(label.dataset(), reference), label.field());
            }
            case Cell.Total total -> {
                Rollup rollup = breakdown.rollupOf(total.measure());
                yield measured(
                        rollup,
                        total.measure(),
                        groups.get(breakdown.rollups().indexOf(rollup)).getOrDefault(key, List.of()));
            }
            case Cell.OfPart part -> {
                Rollup rollup = breakdown.rollups().getFirst();
                Group.Time time = rollup.time().orElseThrow();
                yield measured(
                        rollup,
                        part.measure(),
                        groups.getFirst().getOrDefault(key, List.of()).stream()
                                .filter(row ->
                                        lies(rollup, time, row, Objects.requireNonNull(year), part.part(), part.part()))
                                .toList());
            }
            case Cell.PartName part -> throw new IllegalArgumentException("the parts are to be side by side");
        };
    }

    private @Nullable Object own(Breakdown breakdown, List<Object> key, String field) {
        String every = Objects.requireNonNull(breakdown.every());
        return value(every, find(every, key.getFirst()), field);
    }

    private @Nullable Object measured(Rollup rollup, String name, List<StoredRow> rows) {
        return switch (rollup.measure(name).orElseThrow()) {
            case Measure.Count count -> (long) rows.size();
            case Measure.Sum sum ->
                reduced(
                        rollup,
                        sum.field(),
                        rows,
                        (a, b) -> a instanceof Long whole
                                ? (Object) (whole + (Long) b)
                                : plain(((BigDecimal) a).add((BigDecimal) b)));
            case Measure.Min min -> reduced(rollup, min.field(), rows, (a, b) -> compare(a, b) <= 0 ? a : b);
            case Measure.Max max -> reduced(rollup, max.field(), rows, (a, b) -> compare(a, b) >= 0 ? a : b);
        };
    }

    private @Nullable Object reduced(Rollup rollup, String field, List<StoredRow> rows, BinaryOperator<Object> both) {
        return rows.stream()
                .flatMap(row -> Stream.ofNullable(value(rollup.dataset(), row, field)))
                .reduce(both)
                .orElse(null);
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static Comparator<ReportRow> order(Breakdown breakdown) {
        Comparator<ReportRow> order = (a, b) -> 0;
        for (Order one : breakdown.order()) {
            int column = breakdown.columns().stream()
                    .map(named -> named.name())
                    .toList()
                    .indexOf(one.column());
            Comparator<ReportRow> by =
                    (a, b) -> compare(a.values().get(column), b.values().get(column));
            order = order.thenComparing(one.descending() ? by.reversed() : by);
        }
        return order.thenComparing((a, b) -> {
            int compared = 0;
            for (int i = 0; i < a.keys().size() && compared == 0; i++) {
                compared = compare(a.keys().get(i), b.keys().get(i));
            }
            return compared;
        });
    }

    @SuppressWarnings("unchecked")
    private static int compare(@Nullable Object a, @Nullable Object b) {
        return a instanceof String text
                ? CodePointOrder.BY_CODE_POINT.compare(text, (String) b)
                : ((Comparable<Object>) Objects.requireNonNull(a)).compareTo(Objects.requireNonNull(b));
    }

    private Stream<StoredRow> rows(Rollup rollup) {
        return transactions.state().rowsOf(catalog.get(rollup.dataset())).after(null);
    }

    private StoredRow find(String dataset, Object key) {
        return transactions.state().rowsOf(catalog.get(dataset)).get(key);
    }

    private @Nullable Object value(String dataset, StoredRow row, String field) {
        Dataset of = catalog.get(dataset);
        return row.row().get(of.indexOf(field).orElseThrow());
    }
}
