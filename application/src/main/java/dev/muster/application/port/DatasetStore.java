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
 * The rows of all datasets. Writing methods belong into a {@link UnitOfWork#write}. Work on as many rows at once as the
 * caller has: implementations are set-based. Keys are values of the dataset's key field. Throws {@link PortException} where
 * the database fails. Thread safe.
 */
public interface DatasetStore extends BatchRows {

    /**
     * Runs {@code work}, which inserts rows of {@code dataset} in the current transaction, in the way that is fastest for
     * many rows while the dataset has none: indexes and references are dealt with once, at the end, and readers are not
     * held up. {@code work} must touch nothing that other runs of the dataset wait for; that comes after it.
     *
     * @return whether that could be done: not if there are rows, also if they got in meanwhile, or if someone else is filling
     *     the dataset; an implementation may also refuse datasets to which others refer. If not, the transaction must not commit
     */
    boolean fill(Dataset dataset, Runnable work);

    /**
     * Looks up what {@link #keep} keeps of the rows with these keys.
     *
     * @param kept is given the rows, by key: each once, as many at a time as take about {@value Slice#BYTES} bytes. It may take
     *     back those that it is given
     */
    void kept(RunId by, Dataset dataset, Collection<Object> keys, Consumer<Map<Object, StoredRow>> kept);

    /**
     * The keys of rows that {@code run} stored, in their order. Until the transaction ends nobody changes these rows or stores
     * what refers to them.
     *
     * @param after only greater keys; null from the start
     * @param limit most keys to give, at least 1
     */
    List<Object> storedBy(RunId run, Dataset dataset, @Nullable Object after, int limit);

    /** Those of {@code values} that rows of {@code dataset} have in the field at the 0-based {@code index}. Locks nothing. */
    Set<Object> present(Dataset dataset, int index, Collection<Object> values);

    /**
     * Takes back what {@code run} did to rows, which it stored.
     *
     * @param removed keys of rows that are removed, to which nothing may refer
     * @param before what others become, by key; they are kept no longer
     */
    void takeBack(RunId run, Dataset dataset, Collection<Object> removed, Map<Object, StoredRow> before);

    /**
     * The rows that {@code run} stored and other runs replaced since.
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

    /** Gives the rows with these keys one after the other, in no particular order. Locks nothing. */
    void find(Dataset dataset, Collection<Object> keys, Consumer<StoredRow> each);

    /** The row with this key; empty if there is none. */
    Optional<StoredRow> find(Dataset dataset, Object key);

    /**
     * Rows in key order, texts by code point.
     *
     * @param equal values by 0-based index of a field, all of which a row must have
     * @param after only rows with greater keys; null from the start
     * @param limit most rows to give, at least 1
     */
    Slice<StoredRow> list(Dataset dataset, Map<Integer, Object> equal, @Nullable Object after, int limit);

    /**
     * All rows that {@link #list} would give, however many, one after the other, from one query. Belongs into a {@link UnitOfWork#read},
     * which must not end before the rows are closed. A query that cannot be run fails here, not at its first row.
     *
     * @param atOnce how many rows may be in memory at a time, at least 1
     */
    Rows scan(Dataset dataset, Map<Integer, Object> equal, int atOnce);

    /** Rows that a database gives as they are asked for. Not thread safe. */
    interface Rows extends Iterator<Row>, AutoCloseable {
        @Override
        void close();
    }

    /** Number of rows. */
    long count(Dataset dataset);

    /** Notes that a transaction changes rows or rejections of {@code dataset}; call it last, it serialises committers. */
    void touch(Dataset dataset, Instant at);

    /** The state of these datasets that the current {@link UnitOfWork#read} sees. */
    DataVersion version(Collection<Dataset> datasets);
}
