package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Holds what one rehearsal of a load would have stored, as long as the rehearsal lasts. It takes little memory, however
 * much it holds. Methods throw {@link PortException} if there is no space left. Not thread safe.
 */
public interface Scratch extends AutoCloseable {

    /** Passes the rows with these keys to {@code each}, in no particular order. Keys that were not put are left out. */
    void find(Collection<Object> keys, Consumer<StoredRow> each);

    /**
     * Puts rows. They replace rows with the same keys.
     *
     * @param rows of the dataset of this scratch, with distinct keys
     */
    void put(List<StoredRow> rows);

    /** Notes that rejections are closed. */
    void close(Collection<Rejection.Id> ids);

    /** Returns which of these rejections are noted as closed. */
    Set<Rejection.Id> closed(Collection<Rejection.Id> ids);

    /** Forgets everything and leaves nothing behind. */
    @Override
    void close();

    /** Provides room for scratch. Thread safe. */
    interface Space {
        /** Opens an empty scratch for rows of {@code dataset}. */
        Scratch open(Dataset dataset);
    }
}
