package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.StoredRow;
import dev.muster.domain.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads and writes many rows of the table of a dataset at once. One implementation for each database; thread safe. */
public abstract class BulkRows {
    /** Most keys that a statement has a parameter each for. */
    protected static final int KEYS_PER_STATEMENT = 1_000;

    private static final int ROWS_IN_MEMORY = 50;

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

    /** {@code statement}, a SELECT or DELETE of a table, for the rows with these keys: one statement, or several in turn. */
    protected abstract List<Sql> forKeys(String statement, DatasetTable table, Collection<Object> keys, Lock lock);

    /** Makes a statement give its rows as they are asked for, with at most {@code atOnce} in memory. */
    public abstract void stream(PreparedStatement statement, int atOnce) throws SQLException;

    /**
     * Inserts the rows whose keys are not there.
     *
     * @return how many were inserted
     */
    public abstract long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows)
            throws SQLException;

    /**
     * Begins to fill the table of a dataset without rows, to which no other table refers.
     *
     * @return where to insert the rows, and how to end; empty if someone else is filling the table, or has attached to it
     *     what another table in its place would be without
     */
    public abstract Optional<Fill> beginFill(Connection connection, DatasetTable table) throws SQLException;

    /** A table being filled. */
    public interface Fill {
        /** The table that takes the rows. */
        DatasetTable target();

        /** Like {@link BulkRows#insertAbsent} into the target, whose rows nobody else sees or changes. */
        long insertAbsent(Connection connection, List<StoredRow> rows) throws SQLException;

        /**
         * Makes the target the table of its dataset, with all indexes and references.
         *
         * @return false if the table of the dataset has got rows meanwhile, or anything attached, or someone is about to; then
         *     the transaction must not commit
         */
        boolean end(Connection connection) throws SQLException;
    }

    /** Replaces stored rows as a whole. */
    public abstract void replace(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException;

    /** Tells those of {@code values} that are in the column of the field at the 0-based {@code index}. */
    public abstract Set<Object> present(Connection connection, DatasetTable table, int index, Collection<Object> values)
            throws SQLException;

    /** Tells those of {@code keys} that the table does not have; those that it has stay until the transaction ends. */
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
     * @param bytes about how many bytes it takes in memory
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

    /** Gives the rows with these keys one after the other, in no particular order. */
    public final void find(Connection connection, DatasetTable table, Collection<Object> keys, Consumer<StoredRow> each)
            throws SQLException {
        for (List<Object> some : Sql.parts(keys, KEYS_PER_STATEMENT)) {
            Sql select = Sql.of("SELECT %s FROM %s WHERE %s IN (%s)"
                            .formatted(table.columns(), table.name(), table.key(), Sql.marks(some.size())))
                    .withAll(types, table.keyType(), some);
            try (PreparedStatement statement = select.prepare(connection)) {
                stream(statement, ROWS_IN_MEMORY);
                try (ResultSet results = statement.executeQuery()) {
                    while (results.next()) {
                        each.accept(table.read(types, results));
                    }
                }
            }
        }
    }
}
