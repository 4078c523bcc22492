package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one rehearsal of a load would have stored, for as long as it lasts. It takes up little memory, however much it is.
 * Throws {@link PortException} where there is no space for it. Not thread safe.
 */
public interface Scratch extends AutoCloseable {

    /** Gives the rows with these keys that were put, one after the other, in no particular order. */
    void find(Collection<Object> keys, Consumer<StoredRow> each);

    /**
     * Puts rows, in place of those with the same keys.
     *
     * @param rows of the dataset that this is for, with distinct keys
     */
    void put(List<StoredRow> rows);

    /** Notes that rejections are closed. */
    void close(Collection<Rejection.Id> ids);

    /** Those of these rejections that are noted as closed. */
    Set<Rejection.Id> closed(Collection<Rejection.Id> ids);

    /** Forgets everything and leaves nothing behind. */
    @Override
    void close();

    /** Where there is room for scratch. Thread safe. */
    interface Space {
        /** An empty one, for rows of {@code dataset}. */
        Scratch open(Dataset dataset);
    }
}
