package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all datasets. Call writing methods within a {@link UnitOfWork#write}. Implementations are set-based: pass
 * as many rows at once as you have. Keys are values of the dataset's key field. All methods throw {@link PortException}
 * if the database fails. Thread safe.
 */
public interface DatasetStore extends BatchRows {

    /**
     * Fills a dataset that has no rows, in the way that is fastest for many rows. {@code work} inserts them in the
     * current transaction. The store builds indexes and checks references once, at the end, and does not hold up
     * readers. {@code work} must not lock anything that other runs of the dataset wait for; the caller does that
     * afterwards.
     *
     * @return false if the dataset has rows, which may have got in meanwhile, or if someone else is filling it; an
     *     implementation may also refuse datasets to which others refer. The transaction must not commit then
     */
    boolean fill(Dataset dataset, Runnable work);

    /**
     * Begins to give a dataset other rows. Nobody else changes its rows until the transaction ends; readers go on.
     *
     * @param bulk whether the store may do it in the way that is fastest for many rows, if the dataset has none yet
     */
    Exchange exchange(Dataset dataset, boolean bulk);

    /** A change of many rows of a dataset that no load makes. The rows have any provenance. Not thread safe. */
    interface Exchange {
        /** Inserts rows whose keys are not there. What they refer to is there already. */
        void insert(List<StoredRow> rows);

        /** Replaces rows as a whole. */
        void replace(List<StoredRow> rows);

        /** Removes rows. Nothing refers to them. */
        void remove(Collection<Object> keys);

        /**
         * Ends the exchange.
         *
         * @return false if the fastest way turned out to be barred; the transaction must not commit then
         */
        boolean end();
    }

    /** Keeps for the run {@code by} that {@code dataset} had no rows with these keys before. */
    void keepAbsent(RunId by, Dataset dataset, Collection<Object> keys);

    /**
     * Returns what was kept for a run, in the order of the texts of the keys, by code point.
     *
     * @param after only keys whose texts come after this one; null from the start
     * @param limit most images to give, at least 1
     */
    Slice<BeforeImage> images(RunId by, Dataset dataset, @Nullable String after, int limit);

    /**
     * A row as it was before a run changed it.
     *
     * @param keyText the text of the key
     * @param row null if there was none
     */
    record BeforeImage(Object key, String keyText, @Nullable StoredRow row) {
        /** About how many bytes it takes in memory. */
        public long bytes() {
            return row == null ? keyText.length() : row.bytes();
        }
    }

    /**
     * Looks up the rows with these keys that {@link #keep} kept.
     *
     * @param kept receives the rows, by key. It receives each row once, in portions of about {@value Slice#BYTES}
     *     bytes, and may take back the rows of its portion
     */
    void kept(RunId by, Dataset dataset, Collection<Object> keys, Consumer<Map<Object, StoredRow>> kept);

    /**
     * Returns the keys of rows that {@code run} stored, in their order. Until the transaction ends nobody else can
     * change these rows, or store rows that refer to them.
     *
     * @param after only greater keys; null from the start
     * @param limit most keys to give, at least 1
     */
    List<Object> storedBy(RunId run, Dataset dataset, @Nullable Object after, int limit);

    /**
     * Returns the {@code values} that rows of {@code dataset} have in the field at the 0-based {@code index}. Locks
     * nothing.
     */
    Set<Object> present(Dataset dataset, int index, Collection<Object> values);

    /**
     * Takes back what {@code run} did to the rows that it stored.
     *
     * @param removed keys of the rows to remove; nothing may refer to them
     * @param before what the other rows become, by key; the store keeps these no longer
     */
    void takeBack(RunId run, Dataset dataset, Collection<Object> removed, Map<Object, StoredRow> before);

    /**
     * Returns the rows that {@code run} stored and other runs have replaced since.
     *
     * @param limit most keys to give
     */
    Replaced replaced(RunId run, Dataset dataset, int limit);

    /**
     * Rows that were replaced.
     *
     * @param count number of rows
     * @param keys the first keys, in the order of their texts by code point
     */
    record Replaced(long count, List<Object> keys) {}

    /** Passes the rows with these keys to {@code each}, in no particular order. Locks nothing. */
    void find(Dataset dataset, Collection<Object> keys, Consumer<StoredRow> each);

    /** The row with this key; empty if there is none. */
    Optional<StoredRow> find(Dataset dataset, Object key);

    /**
     * Rows in key order, texts by code point.
     *
     * @param equal the values that a row must have, by 0-based index of the field
     * @param after only rows with greater keys; null from the start
     * @param limit most rows to give, at least 1
     */
    Slice<StoredRow> list(Dataset dataset, Map<Integer, Object> equal, @Nullable Object after, int limit);

    /**
     * Gives the same rows as {@link #list}, without a limit, from one query. Call it within a {@link UnitOfWork#read},
     * and close the rows before that ends. A query that cannot run fails here, not at its first row.
     *
     * @param atOnce how many rows may be in memory at a time, at least 1
     */
    Rows scan(Dataset dataset, Map<Integer, Object> equal, int atOnce);

    /** Rows that are read from the database as the iteration goes on. Not thread safe. */
    interface Rows extends Iterator<Row>, AutoCloseable {
        @Override
        void close();
    }

    /** Number of rows, as it is kept beside them. */
    long count(Dataset dataset);

    /** Counts the rows themselves. */
    long countRows(Dataset dataset);

    /**
     * Counts the rows themselves by the run that stored them, newest run first.
     *
     * @param before only runs older than this one; null from the newest
     * @param limit most runs to give, at least 1
     */
    List<RowsOfRun> countByRun(Dataset dataset, @Nullable RunId before, int limit);

    /** How many rows a run stored that are there. */
    record RowsOfRun(RunId run, long rows) {}

    /**
     * Returns the rows that a run stored, in key order. Locks nothing.
     *
     * @param after only rows with greater keys; null from the start
     * @param limit most rows to give, at least 1
     */
    Slice<StoredRow> listStoredBy(RunId run, Dataset dataset, @Nullable Object after, int limit);

    /**
     * Notes that the current transaction changes rows or rejections of {@code dataset}. Call it last: from here to the
     * commit, transactions on the dataset wait for each other.
     */
    void touch(Dataset dataset, Instant at);

    /** Returns the state of these datasets that the current {@link UnitOfWork#read} sees. */
    DataVersion version(Collection<Dataset> datasets);
}
