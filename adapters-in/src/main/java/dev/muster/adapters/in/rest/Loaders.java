package dev.muster.adapters.in.rest;

import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Loads what was landed, a few inputs at a time, whether or not anyone waits for it. Thread safe. */
@Singleton
final class Loaders {
    /** Each holds a few batches in memory; more of them would only wait for each other in the database. */
    private static final int AT_ONCE = 2;

    private static final long SECONDS_TO_FINISH = 25;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("load-", 1).factory());

    /** How a load ended. */
    sealed interface Outcome {
        record Ended(Ingested ingested) implements Outcome {}

        /** Something outside the input failed; the run has not ended, and can be resumed. */
        record Broken(Problem problem) implements Outcome {}
    }

    /** Begins to load as soon as its turn comes. The outcome never is an exception. */
    CompletableFuture<Outcome> load(Ingestion ingestion) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new Outcome.Ended(ingestion.load(RunListener.NONE));
                    } catch (RuntimeException e) {
                        return new Outcome.Broken(
                                FaultHandler.of(e, "run " + ingestion.run().id()));
                    }
                },
                threads);
    }

    /** What is being loaded may end; what is not yet begun stays on record for the next start. */
    @PreDestroy
    void close() throws InterruptedException {
        threads.shutdownNow().clear();
        threads.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS);
    }
}
