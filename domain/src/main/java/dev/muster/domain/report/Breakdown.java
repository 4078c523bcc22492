package dev.muster.domain.report;

import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Declares how the rows of a report are made of sums. There is a row for each group of its rollup that has records, or
 * for each record of a dataset, even if nothing refers to it.
 *
 * @param rollups the sums; each is grouped at least by the keys. A rollup by time is the only one
 * @param keys names of the groups; each combination of their values has a row
 * @param every name of the dataset whose records each have a row; there is one key then, and its values are keys of
 *     this dataset. Null for a row for each group
 * @param cells the content of each column
 * @param order the columns by which rows are sorted, before their keys
 * @param limit the parameter that gives the most rows; null for all rows
 * @param step a pure step after the sums, which may remove rows and add facts
 */
public record Breakdown(
        List<Rollup> rollups,
        List<String> keys,
        @Nullable String every,
        List<Cell> cells,
        List<Order> order,
        @Nullable Parameter limit,
        UnaryOperator<ReportRows> step) {

    /** The content of a column. */
    public sealed interface Cell {
        Column column();

        /** The value of a key. */
        record Key(Column column, String key) implements Cell {}

        /** A value of the record of {@code every}. */
        record Own(Column column, String field) implements Cell {}

        /**
         * A value of the record to which a key, or a field of the record of {@code every}, refers.
         *
         * @param by the key or field that refers to the record
         * @param dataset name of the record's dataset
         */
        record Label(Column column, String by, String dataset, String field) implements Cell {}

        /**
         * A measure. If the rollup is by time, it covers the year, or the row's part of the year if there is a
         * {@link PartName}.
         */
        record Total(Column column, String measure) implements Cell {}

        /**
         * A measure of a part of the year.
         *
         * @param part from 1
         */
        record OfPart(Column column, String measure, int part) implements Cell {}

        /** The name of the part of the year. Each part of the year has a row of its own then. */
        record PartName(Column column) implements Cell {}
    }

    /** @param column name of a column that holds no decimals */
    public record Order(String column, boolean descending) {
        public static Order by(String column) {
            return new Order(column, false);
        }

        public static Order byMost(String column) {
            return new Order(column, true);
        }
    }

    public Breakdown {
        rollups = List.copyOf(rollups);
        keys = List.copyOf(keys);
        cells = List.copyOf(cells);
        order = List.copyOf(order);
        boolean byTime = rollups.stream().anyMatch(rollup -> rollup.time().isPresent());
        if (rollups.isEmpty() || rollups.size() > 1 && (every == null || byTime)) {
            throw new IllegalArgumentException("several rollups are of every record of a dataset, and not by time");
        }
        if (every != null && keys.size() != 1) {
            throw new IllegalArgumentException("there is not one key of every record of %s".formatted(every));
        }
        for (Rollup rollup : rollups) {
            for (String key : keys) {
                rollup.key(key);
            }
        }
        for (Cell cell : cells) {
            check(rollups, keys, every, cell);
        }
        for (Order one : order) {
            if (column(cells, one.column()).type() == Column.Type.DECIMAL) {
                throw new IllegalArgumentException("rows cannot be sorted by decimals such as " + one.column());
            }
        }
    }

    private static void check(List<Rollup> rollups, List<String> keys, @Nullable String every, Cell cell) {
        Rollup first = rollups.getFirst();
        boolean known = switch (cell) {
            case Cell.Key key -> keys.contains(key.key());
            case Cell.Own own -> every != null;
            case Cell.Label label -> every != null || keys.contains(label.by());
            case Cell.Total total ->
                rollups.stream()
                        .anyMatch(rollup -> rollup.measure(total.measure()).isPresent());
            case Cell.OfPart part ->
                first.measure(part.measure()).isPresent() && first.time().isPresent();
            case Cell.PartName part -> first.time().isPresent();
        };
        if (!known) {
            throw new IllegalArgumentException("the rollups have nothing for column %s"
                    .formatted(cell.column().name()));
        }
    }

    private static Column column(List<Cell> cells, String name) {
        return cells.stream()
                .map(Cell::column)
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no column %s".formatted(name)));
    }

    /**
     * Makes sure that there is what this breakdown reads.
     *
     * @throws IllegalArgumentException if a dataset or a field is not in the catalog, or does not fit
     */
    void check(Catalog catalog) {
        rollups.forEach(rollup -> rollup.check(catalog));
        if (every != null) {
            for (Rollup rollup : rollups) {
                checkRefers(rollup.keyField(keys.getFirst(), catalog), catalog.get(every));
            }
        }
        for (Cell cell : cells) {
            switch (cell) {
                case Cell.Own own -> catalog.get(Objects.requireNonNull(every)).field(own.field());
                case Cell.Label label -> {
                    Dataset labelled = catalog.get(label.dataset());
                    labelled.field(label.field());
                    checkRefers(
                            every == null
                                    ? rollups.getFirst().keyField(label.by(), catalog)
                                    : catalog.get(every).field(label.by()),
                            labelled);
                }
                case Cell.Key key -> {}
                case Cell.Total total -> {}
                case Cell.OfPart part -> {}
                case Cell.PartName name -> {}
            }
        }
    }

    private static void checkRefers(Field field, Dataset dataset) {
        if (!field.type().equals(dataset.keyField().type())) {
            throw new IllegalArgumentException("%s is no key of %s".formatted(field.name(), dataset));
        }
    }

    /** Returns a breakdown with a row for each group of a rollup. */
    public static Breakdown of(Rollup rollup, List<String> keys, Cell... cells) {
        return new Breakdown(List.of(rollup), keys, null, List.of(cells), List.of(), null, UnaryOperator.identity());
    }

    /**
     * Returns a breakdown with a row for every record of a dataset.
     *
     * @param key the name that the rollups give to the key of its records
     */
    public static Breakdown ofEvery(String dataset, String key, List<Rollup> rollups, Cell... cells) {
        return new Breakdown(rollups, List.of(key), dataset, List.of(cells), List.of(), null, UnaryOperator.identity());
    }

    /** Returns this breakdown with its rows sorted. */
    public Breakdown sorted(Order... by) {
        return new Breakdown(rollups, keys, every, cells, List.of(by), limit, step);
    }

    /** Returns this breakdown with no more rows than a parameter gives. */
    public Breakdown atMost(Parameter most) {
        return new Breakdown(rollups, keys, every, cells, order, most, step);
    }

    /** Returns this breakdown with a step after the sums. */
    public Breakdown then(UnaryOperator<ReportRows> next) {
        return new Breakdown(rollups, keys, every, cells, order, limit, next);
    }

    /** Returns the names of all datasets that it reads. */
    public Set<String> datasets() {
        Set<String> names = new LinkedHashSet<>();
        for (Rollup rollup : rollups) {
            names.add(rollup.dataset());
            for (Rollup.Group group : rollup.groups()) {
                if (group instanceof Rollup.Group.OfParent of) {
                    names.add(of.parent());
                }
            }
        }
        if (every != null) {
            names.add(every);
        }
        for (Cell cell : cells) {
            if (cell instanceof Cell.Label label) {
                names.add(label.dataset());
            }
        }
        return names;
    }

    public List<Column> columns() {
        return cells.stream().map(Cell::column).toList();
    }

    /** Returns the time and the part of the year by which it is grouped; empty if it covers all time. */
    public Optional<Rollup.Group.Time> time() {
        return rollups.getFirst().time();
    }

    /** Returns whether each part of the year has a row of its own. */
    public boolean hasRowForEachPart() {
        return cells.stream().anyMatch(Cell.PartName.class::isInstance);
    }

    /** Returns the names of the keys of a row, in their order. */
    public List<String> keyNames() {
        List<String> names = new ArrayList<>(keys);
        if (hasRowForEachPart()) {
            names.add(time().orElseThrow().name());
        }
        return names;
    }

    /** Returns the rollup that has this measure. */
    public Rollup rollupOf(String measure) {
        return rollups.stream()
                .filter(rollup -> rollup.measure(measure).isPresent())
                .findFirst()
                .orElseThrow();
    }
}
