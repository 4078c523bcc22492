package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.PortException;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.run.RunId;
import io.micronaut.transaction.TransactionDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whatever differs between databases. One implementation for each; thread safe. */
public interface Dialect {

    /** A transaction that only reads, and sees the data as of one moment. */
    TransactionDefinition reading();

    /** Sets parameter {@code index}, from 1, to a value of {@code type} or null. */
    void bind(PreparedStatement statement, int index, FieldType type, @Nullable Object value) throws SQLException;

    /** The value in column {@code index}, from 1, of {@code type}; null if it is null. */
    @Nullable
    Object read(ResultSet results, int index, FieldType type) throws SQLException;

    /** Makes a statement give its rows as they are asked for, with at most {@code atOnce} in memory. */
    void stream(PreparedStatement statement, int atOnce) throws SQLException;

    /** Those of {@code keys} that the table of {@code dataset} does not have. */
    Set<Object> missingKeys(Connection connection, Dataset dataset, Collection<Object> keys) throws SQLException;

    /**
     * Inserts the rows whose keys are not there.
     *
     * @return how many were inserted
     */
    long insertAbsent(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException;

    /**
     * Begins to fill the table of a dataset without rows, to which no other table refers.
     *
     * @return where to insert the rows, and how to end; empty if someone else is filling the table, or has attached to it
     *     what another table in its place would be without
     */
    Optional<Fill> beginFill(Connection connection, DatasetTable table) throws SQLException;

    /** A table being filled. */
    interface Fill {
        /** The table that takes the rows. */
        DatasetTable target();

        /** Like {@link Dialect#insertAbsent} into the target, whose rows nobody else sees or changes. */
        long insertAbsent(Connection connection, List<StoredRow> rows) throws SQLException;

        /**
         * Makes the target the table of its dataset, with all indexes and references.
         *
         * @return false if the table of the dataset has got rows meanwhile, or anything attached, or someone is about to; then
         *     the transaction must not commit
         */
        boolean end(Connection connection) throws SQLException;
    }

    /** The stored rows with these keys, in no particular order, locked against change until the transaction ends. */
    List<StoredRow> lock(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException;

    /** The stored rows with these keys without their values, in no particular order, locked like those of {@link #lock}. */
    List<Held> lockKeys(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException;

    /**
     * A stored row without its values.
     *
     * @param bytes about how many bytes it takes in memory
     */
    record Held(Object key, RunId run, long recordNumber, long bytes) {}

    /** Removes the rows with these keys. */
    void remove(Connection connection, DatasetTable table, Collection<Object> keys) throws SQLException;

    /** Those of {@code values} that are in the column of the field at the 0-based {@code index}. */
    Set<Object> present(Connection connection, DatasetTable table, int index, Collection<Object> values)
            throws SQLException;

    /** Replaces stored rows as a whole. */
    void replace(Connection connection, DatasetTable table, List<StoredRow> rows) throws SQLException;

    /** Makes {@link #aggregate} known to a connection. */
    void prepareAggregates(Connection connection) throws SQLException;

    /**
     * An aggregate over values of a type, exactly, without those that are null.
     *
     * @param function {@code sum}, {@code min} or {@code max}
     */
    String aggregate(String function, String expression, FieldType type);

    /**
     * What to put behind a table in FROM, to look up for each of its rows those of another table, one after the other, and lock
     * them: through an index on what {@code condition} compares first, whatever the database thinks of its tables.
     *
     * @param alias what the other table is called in {@code condition}
     */
    String lookUpEach(String table, String alias, String condition);

    /** What locks the rows that a SELECT gives until the transaction ends, to be put at its end; empty if nothing is needed. */
    String rowLock();

    /** What makes a text in ORDER BY be compared by code point, to be put behind it; empty if nothing is needed. */
    String byCodePoint();

    /** A character that is no text stands in for the null character where a database cannot tell that out of JSON. */
    char IN_PLACE_OF_NULL = '\ufdd0';

    /**
     * What to join a rejection {@code r} with to have each of its reasons, as JSON, in {@code e.value}; where there is a null
     * character, {@link #IN_PLACE_OF_NULL} may be in its place.
     */
    String eachReason();

    /** How the database says that it failed. Only what can pass by itself is unavailable; what we did wrong is our fault. */
    PortException.Kind kindOf(SQLException failure);

    /** What a database that denies something does not let its user do, as far as it tells; fit for clients. */
    String denial(SQLException failure);
}
