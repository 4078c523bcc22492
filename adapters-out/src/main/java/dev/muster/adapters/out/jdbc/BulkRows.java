package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes many rows of a dataset's table at once. There is one implementation for each database. Thread safe.
 */
public abstract class BulkRows {
    /** Most keys in a statement that has a parameter for each. */
    protected static final int KEYS_PER_STATEMENT = 1_000;

    /** From so many keys on it pays to look whether they are close to each other. */
    private static final int MANY_KEYS = 100;

    protected final ColumnTypes types;

    protected BulkRows(ColumnTypes types) {
        this.types = types;
    }

    /** What others may not do, until the transaction ends, to the rows that a statement finds. */
    protected enum Lock {
        NOTHING,
        REMOVE,
        CHANGE
    }

    /**
     * Restricts {@code statement}, a SELECT or DELETE of a table, to the rows with these keys. Returns one statement,
     * or several to run in turn.
     */
    protected abstract List<Sql> forKeys(String statement, DatasetTable table, Collection<Object> keys, Lock lock);

    /** Makes a statement fetch its rows while they are read, with at most {@code atOnce} in memory. */
    public abstract void stream(PreparedStatement statement, int atOnce) throws SQLException;

    /**
     * Inserts the rows whose keys are not there yet.
     *
     * @return the number of inserted rows
     */
    public abstract long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows)
            throws SQLException;

    /**
     * Adds rows of the ledger in the fastest way.
     *
     * @param columns one for each value of a row
     * @return false, with nothing done, if the database has no way that is faster than INSERT, or none for this table
     */
    public boolean copied(
            Connection connection, String table, List<Section.Column> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        return false;
    }

    /** Makes others wait who want to write to a table, until the transaction ends. Readers go on. */
    public abstract void lock(Connection connection, DatasetTable table) throws SQLException;

    /**
     * Begins to fill the table of a dataset that has no rows and to which no other table refers.
     *
     * @return where to insert the rows, and how to end; empty if someone else is filling the table, or has attached to
     *     it something that another table in its place would lack
     */
    public abstract Optional<Fill> beginFill(Connection connection, DatasetTable table) throws SQLException;

    /** A table that is being filled. */
    public interface Fill {
        /** Returns the table that takes the rows. */
        DatasetTable target();

        /**
         * Inserts rows into the target as {@link BulkRows#insertAbsent} does. Nobody else sees or changes the target's
         * rows.
         */
        long insertAbsent(Connection connection, List<StoredRow> rows) throws SQLException;

        /**
         * Makes the target the table of its dataset, with all indexes and references.
         *
         * @return false if somebody has added rows to the dataset's table or attached something to it meanwhile, or is
         *     about to; the transaction must not commit then
         */
        boolean end(Connection connection) throws SQLException;
    }

    /** Replaces stored rows as a whole. */
    public abstract void replace(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException;

    /** Returns the {@code values} that are in the column of the field at the 0-based {@code index}. */
    public abstract Set<Object> present(Connection connection, DatasetTable table, int index, Collection<Object> values)
            throws SQLException;

    /** Returns the {@code keys} that the table does not have. The rows of the others stay until the transaction ends. */
    final Set<Object> missingKeys(Connection connection, DatasetTable table, Collection<Object> keys)
            throws SQLException {
        Set<Object> missing = new HashSet<>(keys);
        select(
                connection,
                table.key(),
                table,
                keys,
                Lock.REMOVE,
                results -> missing.remove(types.read(results, 1, table.keyType())));
        return missing;
    }

    /** Finds the stored rows with these keys, in no particular order, and locks them against change until the transaction ends. */
    final List<StoredRow> lock(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException {
        List<StoredRow> rows = new ArrayList<>(keys.size());
        select(connection, table.columns(), table, keys, Lock.CHANGE, results -> rows.add(table.read(types, results)));
        return rows;
    }

    /** Finds and locks the same rows as {@link #lock}, without their values. */
    final List<Held> lockKeys(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException {
        List<Held> held = new ArrayList<>(keys.size());
        select(connection, table.held(), table, keys, Lock.CHANGE, results -> held.add(table.readHeld(types, results)));
        return held;
    }

    /**
     * A stored row without its values.
     *
     * @param bytes about how many bytes the row takes in memory
     */
    record Held(Object key, RunId run, long recordNumber, long bytes) {}

    private void select(
            Connection connection,
            String columns,
            DatasetTable table,
            Collection<Object> keys,
            Lock lock,
            Sql.Reader reader)
            throws SQLException {
        for (Sql select : forKeys("SELECT %s FROM %s".formatted(columns, table.name()), table, keys, lock)) {
            select.each(connection, reader);
        }
    }

    /** Removes the rows with these keys. */
    final void remove(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException {
        for (Sql delete : forKeys("DELETE FROM " + table.name(), table, keys, Lock.NOTHING)) {
            delete.update(connection);
        }
    }

    /** Passes on the rows with these keys one after the other, in no particular order. */
    public final void find(Connection connection, DatasetTable table, Collection<Object> keys, Consumer<StoredRow> each)
            throws SQLException {
        String all = "SELECT %s FROM %s".formatted(table.columns(), table.name());
        Set<Object> wanted = keys instanceof Set<Object> set ? set : new HashSet<>(keys);
        List<Sql> selects =
                range(all, table, wanted).map(List::of).orElseGet(() -> forKeys(all, table, keys, Lock.NOTHING));
        int atOnce = Math.min(KEYS_PER_STATEMENT, table.rowsWithin(Slice.BYTES));
        for (Sql select : selects) {
            try (PreparedStatement statement = select.prepare(connection)) {
                stream(statement, atOnce);
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        StoredRow row = table.read(types, results);
                        if (wanted.contains(row.row().key(table.dataset()))) {
                            each.accept(row);
                        }
                    }
                }
            }
        }
    }

    /**
     * Restricts a SELECT to the range of the keys, if these are numbers and so close to each other that to read all rows
     * between them is faster than to look up each. Files often have them in their order.
     */
    private Optional<Sql> range(String select, DatasetTable table, Set<Object> keys) {
        if (keys.size() < MANY_KEYS || !(table.keyType() instanceof FieldType.IntegerType)) {
            return Optional.empty();
        }
        LongSummaryStatistics numbers =
                keys.stream().mapToLong(Long.class::cast).summaryStatistics();
        // Exact as a double, or so large that it is too many.
        boolean areClose = (double) numbers.getMax() - numbers.getMin() < 2.0 * keys.size();
        return areClose
                ? Optional.of(Sql.of("%s WHERE %s BETWEEN ? AND ?".formatted(select, table.key()))
                        .with(types, table.keyType(), numbers.getMin())
                        .with(types, table.keyType(), numbers.getMax()))
                : Optional.empty();
    }
}
