package dev.muster.application.port;

import dev.muster.domain.dataset.Mapping;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Mappings of datasets, by their names. Call writing methods within a {@link UnitOfWork#write}. All methods throw {@link
 * PortException} if the database fails. Thread safe.
 */
public interface Mappings {

    /**
     * Keeps a mapping, in the place of the one of the same name.
     *
     * @return whether the dataset had none of this name
     */
    boolean put(String dataset, Mapping mapping);

    /** Returns the dataset's mapping of this name. */
    Optional<Mapping> find(String dataset, String name);

    /**
     * Returns mappings of the dataset, by name.
     *
     * @param after name of the mapping behind which to begin; null from the start
     */
    Slice<Mapping> list(String dataset, @Nullable String after, int limit);

    /**
     * Forgets a mapping. Runs that were read by it keep it.
     *
     * @return false if there is none
     */
    boolean delete(String dataset, String name);
}
