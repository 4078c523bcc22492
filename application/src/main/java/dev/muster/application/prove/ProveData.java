package dev.muster.application.prove;

import dev.muster.application.ingest.DerivedRecords;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.SectionStore;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Proves that what is stored is what comes of the bytes that were received: derives every row and rejection again, run by
 * run, by the code that loads, and compares. Rows that a restore brought are compared with the backup, as long as it is kept. Reads the database as of one moment, and writes nothing. Thread safe.
 */
public final class ProveData {
    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;
    private final BiFunction<String, Dataset, Optional<SectionStore.Rows>> backups;

    /** @param backups opens the rows of a dataset in a backup by its id; empty if there is no such backup any more */
    public ProveData(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            BiFunction<String, Dataset, Optional<SectionStore.Rows>> backups) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
        this.backups = backups;
    }

    /** Learns how a proof gets on, on the thread that asked for it. */
    @FunctionalInterface
    public interface Listener {
        /** Wants to know nothing. */
        Listener NONE = (dataset, records, differences) -> {};

        /**
         * @param dataset name of the dataset that is being looked at
         * @param records number of records of it that were derived so far
         * @param differences number of differences in it so far
         */
        void progressed(String dataset, long records, long differences);
    }

    /**
     * Proves what is stored of these datasets. Bytes that are gone or changed are differences. Runs that are under way are
     * looked at as far as they have come.
     *
     * @throws PortException if database or storage fail
     */
    public Proof prove(Collection<Dataset> datasets, Listener listener) {
        return database.unitOfWork().read(() -> {
            List<Proof.OfDataset> parts = new ArrayList<>();
            Differences all = new Differences();
            for (Dataset dataset : datasets) {
                parts.add(DatasetProof.of(database, dataset, this::derived, backups, all, listener));
            }
            return new Proof(parts, all.total(), all.shown());
        });
    }

    private DerivedRecords derived(Run run) {
        return new DerivedRecords(run, catalog, database, objects, decoder);
    }
}
