package dev.muster.application.contract;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.port.Database;
import dev.muster.application.port.Scratch;
import dev.muster.domain.dataset.Catalog;

/** A database that is held to its contract, and in what it may differ from others. */
public interface DatabaseUnderTest {

    /** A database with nothing in it, migrated to hold these datasets. Called once before each test. */
    Database emptyDatabase(Catalog catalog);

    /** The datasets that the database has; all that are built in unless overridden. */
    default Catalog catalog() {
        return Fixtures.CATALOG;
    }

    /** Whether a dataset without rows can be filled as one; otherwise rows are inserted as into any other. */
    default boolean fillsEmptyDatasets() {
        return true;
    }

    /** Where rehearsals beside the database have scratch: in memory unless overridden. */
    default Scratch.Space scratch() {
        return InMemoryScratch::new;
    }

    /** Whether two transactions that write different rows can be open at once; otherwise the second one waits to begin. */
    default boolean takesSeveralWriters() {
        return false;
    }
}
