package dev.muster.adapters.out.jdbc;

import dev.muster.domain.dataset.FieldType;
import java.sql.Connection;
import java.sql.SQLException;

/** The words of SQL that differ between databases. One implementation for each database; thread safe. */
public interface Dialect {

    /** A character that is no text stands in for the null character where a database cannot tell that out of JSON. */
    char IN_PLACE_OF_NULL = '\ufdd0';

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

    /**
     * What to join a rejection {@code r} with to have each of its reasons, as JSON, in {@code e.value}; where there is a null
     * character, {@link #IN_PLACE_OF_NULL} may be in its place.
     */
    String eachReason();
}
