package dev.muster.domain.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a dataset in groups, and what is counted or added up in each.
 *
 * @param dataset name of the dataset
 * @param groups what tells the groups apart, names told apart; at most one {@link Group.Time}. Without any, all rows are one
 *     group
 * @param measures at least one, names told apart
 * @param table where it is kept ready, changed in the transactions that change the rows, with a column for each group, one for
 *     the measure, and {@code shard}; null if it is computed from the rows each time. What is kept is one {@link Measure.Count}
 *     by fields of the rows themselves
 */
public record Rollup(
        String dataset,
        List<Group> groups,
        List<Measure> measures,
        @Nullable String table) {

    /** What tells groups apart. */
    public sealed interface Group {
        /** A name for the column, and for the value where records are asked for. */
        String name();

        /** The value of a field. */
        record Value(String field) implements Group {
            @Override
            public String name() {
                return field;
            }
        }

        /**
         * The value of a field of the record that is referred to.
         *
         * @param reference the field that refers to it
         * @param parent name of the dataset referred to
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

    /** What is found out about each group. */
    public sealed interface Measure {
        String name();

        /** How many rows there are. */
        record Count(String name) implements Measure {}

        /** All values of a field together, exactly. */
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

    /** This one, kept in a table. */
    public Rollup keptIn(String name) {
        return new Rollup(dataset, groups, measures, name);
    }

    /**
     * The group with this name.
     *
     * @throws IllegalArgumentException if there is none, or it is by time
     */
    public Group key(String name) {
        return groups.stream()
                .filter(group -> group.name().equals(name) && !(group instanceof Group.Time))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is not grouped by %s".formatted(dataset, name)));
    }

    /** The group by time; empty if there is none. */
    public Optional<Group.Time> time() {
        return groups.stream()
                .flatMap(group -> group instanceof Group.Time time ? Stream.of(time) : Stream.empty())
                .findFirst();
    }

    /** The measure with this name; empty if there is none. */
    public Optional<Measure> measure(String name) {
        return measures.stream().filter(measure -> measure.name().equals(name)).findFirst();
    }
}
