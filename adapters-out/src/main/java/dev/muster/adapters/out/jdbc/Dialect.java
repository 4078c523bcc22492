package dev.muster.adapters.out.jdbc;

import dev.muster.domain.dataset.FieldType;
import java.sql.Connection;
import java.sql.SQLException;

/** The words of SQL that differ between databases. There is one implementation for each database. Thread safe. */
public interface Dialect {

    /** Stands for the null character if a database cannot read that from JSON. This character is no text. */
    char IN_PLACE_OF_NULL = '\ufdd0';

    /** Makes {@link #aggregate} known to a connection. */
    void prepareAggregates(Connection connection) throws SQLException;

    /**
     * Returns an exact aggregate over the values of a type. Nulls do not count.
     *
     * @param function {@code sum}, {@code min} or {@code max}
     */
    String aggregate(String function, String expression, FieldType type);

    /**
     * Returns what to put behind a table in FROM, to look up rows of another table for each of its rows, one after the
     * other. The lookup goes through an index on the column that {@code condition} compares first,
     * whatever the statistics of the database say.
     *
     * @param alias the name of the other table in {@code condition}
     * @param lock {@link #rowLock} to lock the rows that are found; empty not to
     */
    String lookUpEach(String table, String alias, String condition, String lock);

    /**
     * Returns what to put at the end of a SELECT to lock its rows until the transaction ends; empty if nothing is
     * needed.
     */
    String rowLock();

    /**
     * Waits until this transaction is the only one that holds {@code what}; it does until it ends. A transaction that
     * holds it while its process says nothing is ended: the process is stopped or out of reach, and would hold up the
     * others for as long. So only who never waits for anything but this database may hold something.
     *
     * @throws SQLException also if it was not to be had in time
     */
    void hold(Connection connection, String what) throws SQLException;

    /** Returns what to put behind a text in ORDER BY to compare it by code point; empty if nothing is needed. */
    String byCodePoint();

    /** Returns what to put into FROM to get each text of a parameter, a JSON array of texts, in {@code e.value}. */
    String eachText();

    /**
     * Returns what to join to a rejection {@code r} to get each of its reasons, as JSON, in {@code e.value}.
     * {@link #IN_PLACE_OF_NULL} may take the place of a null character.
     */
    String eachReason();

    /** Returns a JSON text as it stands in {@link #eachReason}. */
    String inReason(String json);
}
