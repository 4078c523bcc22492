package dev.muster.application.contract;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import java.util.ServiceLoader;

/**
 * The database that tests of what stands on one run on: in memory, unless another {@link DatabaseUnderTest} is provided, as
 * it is where the whole program is tested.
 */
public final class TestDatabases {
    private static final DatabaseUnderTest DATABASE = ServiceLoader.load(DatabaseUnderTest.class)
            .findFirst()
            .orElse(catalog -> new InMemoryDatabase(catalog).ports());

    private TestDatabases() {}

    /** A database with nothing in it. What was given before may be the same one. */
    public static Database empty(Catalog catalog) {
        return DATABASE.emptyDatabase(catalog);
    }
}
