package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.RunId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows that batches of records are applied to: those of a database, or those that a rehearsal would have made of them.
 * Work on as many rows at once as the caller has: implementations are set-based. Keys are values of the dataset's key field.
 * Throws {@link PortException} where they cannot be read or written.
 */
public interface BatchRows {

    /** Those of {@code keys} for which {@code dataset} has no row; seen rows cannot vanish before the transaction ends. */
    Set<Object> missingKeys(Dataset dataset, Collection<Object> keys);

    /**
     * Inserts the rows whose keys are not there yet.
     *
     * @param rows with distinct keys, references that are there, and provenance that no stored row has
     * @param inTheWay is given the stored rows that were in the way, by key, locked against change until the transaction ends:
     *     each once, as many at a time as take about {@value Slice#BYTES} bytes. It may replace those that it is given
     */
    void insertAbsent(Dataset dataset, List<StoredRow> rows, Consumer<Map<Object, StoredRow>> inTheWay);

    /** Replaces stored rows as a whole, provenance included. All keys must be there, and be distinct. */
    void replace(Dataset dataset, List<StoredRow> rows);

    /** Keeps rows as they are before {@code by} replaces them, in place of what was kept for it and the same keys. */
    void keep(RunId by, Dataset dataset, List<StoredRow> rows);
}
