package dev.muster.application.mappings;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.run.ProblemType;
import org.jspecify.annotations.Nullable;

/** Keeps mappings of datasets. All methods throw {@link PortException} if the database fails. Thread safe. */
public final class ManageMappings {
    private final Database database;

    public ManageMappings(Database database) {
        this.database = database;
    }

    /**
     * Keeps a mapping, in the place of the one of the same name. Runs that were read by that one keep it.
     *
     * @return whether there was none of this name
     */
    public boolean put(Dataset dataset, Mapping mapping) {
        Acting.on(subject(dataset, mapping.name()));
        return database.unitOfWork().write(() -> database.mappings().put(dataset.name(), mapping));
    }

    /**
     * Returns a mapping.
     *
     * @throws Refusal {@code not-found} if there is none of this name
     */
    public Mapping named(Dataset dataset, String name) {
        return database.mappings().find(dataset.name(), name).orElseThrow(() -> unknown(dataset, name));
    }

    /**
     * Returns mappings by name.
     *
     * @param after name of the mapping behind which to begin; null from the start
     */
    public Slice<Mapping> list(Dataset dataset, @Nullable String after, int limit) {
        return database.mappings().list(dataset.name(), after, limit);
    }

    /**
     * Forgets a mapping. Runs that were read by it keep it.
     *
     * @throws Refusal {@code not-found} if there is none of this name
     */
    public void delete(Dataset dataset, String name) {
        Acting.on(subject(dataset, name));
        database.unitOfWork().write(() -> {
            if (!database.mappings().delete(dataset.name(), name)) {
                throw unknown(dataset, name);
            }
            return null;
        });
    }

    private static String subject(Dataset dataset, String name) {
        return dataset.name() + "/" + name;
    }

    private static Refusal unknown(Dataset dataset, String name) {
        return new Refusal(ProblemType.NOT_FOUND, "%s has no mapping '%s'".formatted(dataset.name(), name));
    }
}
