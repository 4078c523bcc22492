package dev.muster.application.runs;

import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunStore.Unfinished;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Goes on with runs that nobody works on: those that a process left behind when it died, and those that this process gave up
 * because the database or the storage failed. To be called when a service starts, and every few seconds after that. Thread
 * safe.
 */
public final class ResumeRuns {
    /** A run that is given up so many times by one process is left to the next one. */
    private static final int MAX_ATTEMPTS = 10;

    private final Database database;
    private final IngestRecords ingestRecords;
    private final Map<RunId, Integer> attempts = new ConcurrentHashMap<>();

    public ResumeRuns(Database database, IngestRecords ingestRecords) {
        this.database = database;
        this.ingestRecords = ingestRecords;
    }

    /**
     * Takes over the runs that nobody works on, oldest first, each to be loaded from its checkpoint.
     *
     * @throws PortException if the database fails; what was taken over is resumed by a later call
     */
    public List<Ingestion> resume() {
        List<Ingestion> resumed = new ArrayList<>();
        for (Unfinished unfinished : database.runs().unfinished()) {
            if (isLeft(unfinished) && attempts.merge(unfinished.run(), 1, Integer::sum) <= MAX_ATTEMPTS) {
                ingestRecords.resume(unfinished.run()).ifPresent(resumed::add);
            }
        }
        return resumed;
    }

    private boolean isLeft(Unfinished unfinished) {
        return switch (unfinished.holder()) {
            case THIS_PROCESS -> !ingestRecords.isUnderWay(unfinished.run());
            case ANOTHER_PROCESS -> false;
            case NOBODY -> true;
        };
    }
}
