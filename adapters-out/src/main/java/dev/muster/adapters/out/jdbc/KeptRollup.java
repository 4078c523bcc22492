package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the table of a rollup in step with the rows that it counts, in the same transactions. Not thread safe. */
final class KeptRollup {
    private final Sums<Cell> sums;
    private final List<Group> groups;
    private final int[] fields;
    private final Map<Cell, Count> changes = new HashMap<>();

    /** What the next row is looked up with: most rows are in a cell that is already there. */
    private Cell next;

    KeptRollup(Rollup rollup, Dataset dataset) {
        this.sums = sums(rollup);
        this.groups = rollup.groups();
        this.fields = groups.stream()
                .mapToInt(group -> dataset.indexOf(field(group)).orElseThrow())
                .toArray();
        this.next = new Cell(new Object[fields.length]);
    }

    private static String field(Group group) {
        return switch (group) {
            case Group.Value value -> value.field();
            case Group.Time time -> time.field();
            case Group.OfParent parent -> throw new IllegalArgumentException("what is kept is of the rows themselves");
        };
    }

    private static Sums<Cell> sums(Rollup rollup) {
        return new Sums<>(
                Objects.requireNonNull(rollup.table(), "it is kept"),
                rollup.groups().stream().map(Group::name).toList(),
                rollup.measures().getFirst().name(),
                Cell::compareTo,
                Cell::bind);
    }

    /** The values of the groups of some rows. */
    private static final class Cell implements Comparable<Cell> {
        private final Object[] values;

        Cell(Object[] values) {
            this.values = values;
        }

        void bind(PreparedStatement statement, int first) throws SQLException {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(first + i, values[i]);
            }
        }

        static void bind(PreparedStatement statement, int first, Cell cell) throws SQLException {
            cell.bind(statement, first);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Cell cell && Arrays.equals(values, cell.values);
        }

        /** Spreads small numbers, of which cells consist: in sums of multiples of 31 most of them would meet others. */
        @Override
        public int hashCode() {
            int hash = 0;
            for (Object value : values) {
                hash = (hash ^ value.hashCode()) * 0x9E3779B1;
            }
            return hash;
        }

        @Override
        @SuppressWarnings("unchecked")
        public int compareTo(Cell other) {
            int compared = 0;
            for (int i = 0; i < values.length && compared == 0; i++) {
                compared = ((Comparable<Object>) values[i]).compareTo(other.values[i]);
            }
            return compared;
        }
    }

    private static final class Count {
        private long value;
    }

    void added(Collection<StoredRow> rows) {
        note(rows, 1);
    }

    void removed(Collection<StoredRow> rows) {
        note(rows, -1);
    }

    private void note(Collection<StoredRow> rows, long change) {
        for (StoredRow row : rows) {
            if (isInGroups(row)) {
                Count count = changes.get(next);
                if (count == null) {
                    count = new Count();
                    changes.put(next, count);
                    next = new Cell(new Object[fields.length]);
                }
                count.value += change;
            }
        }
    }

    /** Puts the values of a row's groups into {@link #next}; false if one has none. */
    private boolean isInGroups(StoredRow row) {
        for (int i = 0; i < fields.length; i++) {
            Object value = row.row().get(fields[i]);
            if (value == null) {
                return false;
            }
            next.values[i] = groups.get(i) instanceof Group.Time time
                    ? (Object) time.unit().numberOf((Instant) value)
                    : value;
        }
        return true;
    }

    /** Stores the changes noted so far in a shard. */
    void store(Connection connection, long shard) throws SQLException {
        Map<Cell, Long> changed = HashMap.newHashMap(changes.size());
        changes.forEach((cell, count) -> {
            if (count.value != 0) {
                changed.put(cell, count.value);
            }
        });
        sums.add(connection, shard, changed);
    }

    /** Makes the shard of a run that has ended part of all others'. */
    static void fold(Rollup rollup, Connection connection, RunId run) throws SQLException {
        sums(rollup).fold(connection, run);
    }
}
