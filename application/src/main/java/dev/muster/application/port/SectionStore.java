package dev.muster.application.port;

import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Dataset;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a database keeps, as rows of {@link Section sections}: for backups, and for moves to another
 * database. All methods throw {@link PortException} if the database fails. Thread safe.
 */
public interface SectionStore {

    /**
     * Returns all rows of a dataset, as {@link Section#of(Dataset)} has them, in key order, texts by code point. Call it
     * within a {@link UnitOfWork#read}, and close the rows before that ends.
     */
    Rows scan(Dataset dataset);

    /**
     * Returns rows of one of the {@link dev.muster.domain.backup.LedgerSections}, in the order of their keys. Call it
     * within a {@link UnitOfWork#read}, and close the rows before that ends.
     *
     * @param datasets only rows that belong to these datasets, or to none
     */
    Rows scan(Section ledger, Collection<Dataset> datasets);

    /**
     * Adds those rows to one of the {@link dev.muster.domain.backup.LedgerSections} whose keys are not there. Reads them
     * to the end. Call it within a {@link UnitOfWork#write}.
     *
     * @param rows what they refer to is there already
     * @return the number of rows that were added
     */
    long addAbsent(Section ledger, Iterator<@Nullable Object[]> rows);

    /** Rows that are read as the iteration goes on. Not thread safe. */
    interface Rows extends Iterator<@Nullable Object[]>, AutoCloseable {
        @Override
        void close();
    }
}
