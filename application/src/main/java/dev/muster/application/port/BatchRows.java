package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.RunId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows to which batches of records are applied: the rows of a database, or what a rehearsal would have made of
 * them. Implementations are set-based: pass as many rows at once as you have. Keys are values of the dataset's key
 * field. All methods throw {@link PortException} if the rows cannot be read or written.
 */
public interface BatchRows {

    /**
     * Returns the {@code keys} for which {@code dataset} has no row. The rows of the other keys cannot vanish before
     * the transaction ends.
     */
    Set<Object> missingKeys(Dataset dataset, Collection<Object> keys);

    /**
     * Inserts the rows whose keys are not there yet.
     *
     * @param rows with distinct keys, references that are there, and provenance that no stored row has
     * @param inTheWay receives the stored rows that have one of these keys already, by key. It receives each row once,
     *     in portions of about {@value Slice#BYTES} bytes, and may replace the rows of its portion. Nobody else can
     *     change these rows until the transaction ends
     */
    void insertAbsent(Dataset dataset, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> inTheWay);

    /** Replaces stored rows as a whole, provenance included. The keys must be distinct, and each must have a row. */
    void replace(Dataset dataset, List<StoredRow> rows);

    /**
     * Keeps rows as they are before the run {@code by} replaces them. They take the place of rows that were kept for
     * this run and the same keys.
     */
    void keep(RunId by, Dataset dataset, List<StoredRow> rows);
}
