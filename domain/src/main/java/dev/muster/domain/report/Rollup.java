package dev.muster.domain.report;

import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Reference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Groups the rows of a dataset, and counts or sums up each group.
 *
 * @param dataset name of the dataset
 * @param groups the values by which rows are grouped, with unique names; at most one {@link Group.Time}. If empty, all
 *     rows are one group
 * @param measures at least one, with unique names
 * @param table name of the table that keeps it ready; null if it is computed from the rows each time. The transactions
 *     that change the rows change the table, too. It has a column for each group, one for the measure, and
 *     {@code shard}. Only a rollup with one {@link Measure.Count}, grouped by fields of the rows themselves, can be
 *     kept
 */
public record Rollup(
        String dataset,
        List<Group> groups,
        List<Measure> measures,
        @Nullable String table) {

    /** A value by which rows are grouped. */
    public sealed interface Group {
        /** Returns the name of the column, and of the key with which clients ask for records. */
        String name();

        /** The value of a field. */
        record Value(String field) implements Group {
            @Override
            public String name() {
                return field;
            }
        }

        /**
         * The value of a field of another record, to which the row refers.
         *
         * @param reference the field that refers to the other record
         * @param parent name of the other record's dataset
         */
        record OfParent(String reference, String parent, String field) implements Group {
            @Override
            public String name() {
                return field;
            }
        }

        /** The part of the year in which a point in time lies. */
        record Time(String field, CalendarUnit unit) implements Group {
            @Override
            public String name() {
                return unit.lowerCaseName();
            }
        }
    }

    /** A number that is computed for each group. */
    public sealed interface Measure {
        String name();

        /** The number of rows. */
        record Count(String name) implements Measure {}

        /** The exact sum of all values of a field. */
        record Sum(String name, String field) implements Measure {}

        /** The smallest value of a field. */
        record Min(String name, String field) implements Measure {}

        /** The greatest value of a field. */
        record Max(String name, String field) implements Measure {}
    }

    public Rollup {
        groups = List.copyOf(groups);
        measures = List.copyOf(measures);
        if (measures.stream().map(Measure::name).distinct().count() != measures.size()) {
            throw new IllegalArgumentException("a rollup of %s has two measures of one name".formatted(dataset));
        }
        if (groups.stream().map(Group::name).distinct().count() != groups.size()) {
            throw new IllegalArgumentException("a rollup of %s has two groups of one name".formatted(dataset));
        }
        if (groups.stream().filter(Group.Time.class::isInstance).count() > 1) {
            throw new IllegalArgumentException("a rollup of %s has two parts of times".formatted(dataset));
        }
        boolean keepable = measures.size() == 1
                && measures.getFirst() instanceof Measure.Count
                && groups.stream().noneMatch(Group.OfParent.class::isInstance);
        if (table != null && !keepable) {
            throw new IllegalArgumentException(
                    "rollup %s is kept, but is not one count by fields of %s".formatted(table, dataset));
        }
    }

    /** Counts rows. */
    public static Rollup count(String name, String dataset, Group... groups) {
        return new Rollup(dataset, List.of(groups), List.of(new Measure.Count(name)), null);
    }

    /** Returns this rollup, kept in a table. */
    public Rollup keptIn(String name) {
        return new Rollup(dataset, groups, measures, name);
    }

    /**
     * Returns the group with this name.
     *
     * @throws IllegalArgumentException if there is none, or it is by time
     */
    public Group key(String name) {
        return groups.stream()
                .filter(group -> group.name().equals(name) && !(group instanceof Group.Time))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is not grouped by %s".formatted(dataset, name)));
    }

    /**
     * Returns the field whose values a key has.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Field keyField(String name, Catalog catalog) {
        return switch (key(name)) {
            case Group.Value group -> catalog.get(dataset).field(group.field());
            case Group.OfParent group -> catalog.get(group.parent()).field(group.field());
            case Group.Time group -> throw new IllegalStateException("no key is by time");
        };
    }

    /**
     * Makes sure that there is what this rollup reads.
     *
     * @throws IllegalArgumentException if a dataset or a field is not in the catalog, or does not fit
     */
    void check(Catalog catalog) {
        Dataset rows = catalog.get(dataset);
        for (Group group : groups) {
            boolean fits = switch (group) {
                case Group.Value value -> isKey(rows.field(value.field()));
                case Group.OfParent of -> {
                    Reference reference = rows.field(of.reference()).reference();
                    yield reference != null
                            && reference.dataset().equals(of.parent())
                            && isKey(catalog.get(of.parent()).field(of.field()));
                }
                case Group.Time time -> rows.field(time.field()).type() instanceof FieldType.InstantType;
            };
            if (!fits) {
                throw new IllegalArgumentException("%s cannot be grouped by %s".formatted(dataset, group.name()));
            }
        }
        for (Measure measure : measures) {
            switch (measure) {
                case Measure.Count count -> {}
                case Measure.Sum sum -> rows.field(sum.field());
                case Measure.Min min -> rows.field(min.field());
                case Measure.Max max -> rows.field(max.field());
            }
        }
    }

    /** Clients name groups by their values, which therefore are texts or whole numbers. */
    private static boolean isKey(Field field) {
        return switch (field.type()) {
            case FieldType.IntegerType integer -> true;
            case FieldType.TextType text -> true;
            case FieldType.DecimalType decimal -> false;
            case FieldType.InstantType instant -> false;
        };
    }

    /** Returns the group by time; empty if there is none. */
    public Optional<Group.Time> time() {
        return groups.stream()
                .flatMap(group -> group instanceof Group.Time time ? Stream.of(time) : Stream.empty())
                .findFirst();
    }

    /** Finds the measure with this name; empty if there is none. */
    public Optional<Measure> measure(String name) {
        return measures.stream().filter(measure -> measure.name().equals(name)).findFirst();
    }
}
