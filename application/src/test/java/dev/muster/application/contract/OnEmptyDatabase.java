package dev.muster.application.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RunStore;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A test that starts on an empty database with two runs on record, which rows and rejections may come from. */
@Timeout(120)
abstract class OnEmptyDatabase {
    /** Long enough for the slowest machine; a test that works never waits for it. */
    private static final long PATIENCE_SECONDS = 30;

    static final RunId FIRST_RUN = new RunId(1);
    static final RunId SECOND_RUN = new RunId(2);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    private long records;

    Database database;
    DatasetStore datasets;
    RunStore runs;
    RejectionStore rejections;
    Hires hires;

    /** What is held to the contract. */
    protected abstract DatabaseUnderTest underTest();

    @BeforeEach
    void openEmptyDatabase() {
        database = underTest().emptyDatabase(catalog());
        datasets = database.datasets();
        runs = database.runs();
        rejections = database.rejections();
        hires = new Hires(database.figures());
        createRun(FIRST_RUN.value(), Fixtures.DEPARTMENTS);
        createRun(SECOND_RUN.value(), Fixtures.DEPARTMENTS);
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdownNow();
        if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a thread of the test does not end");
        }
    }

    final Catalog catalog() {
        return underTest().catalog();
    }

    /** Runs {@code work} in a transaction of its own. */
    final void write(Runnable work) {
        database.unitOfWork().write(() -> {
            work.run();
            return null;
        });
    }

    /** Runs {@code work} in a transaction, or a part of the one around it, that fails when all is done. */
    final void undone(Runnable work) {
        RuntimeException failure = new IllegalStateException("so be it");
        assertThatThrownBy(() -> write(() -> {
                    work.run();
                    throw failure;
                }))
                .isSameAs(failure);
    }

    final Claim createRun(long id, Dataset dataset) {
        return createRun(Fixtures.run(id, dataset));
    }

    final Claim createRun(Run run) {
        return database.unitOfWork().write(() -> runs.create(run));
    }

    /** Stores rows in a transaction of their own, as the next records of the first run. */
    final void insert(Dataset dataset, Row... rows) {
        List<StoredRow> stored = new ArrayList<>();
        for (Row row : rows) {
            stored.add(new StoredRow(row, FIRST_RUN, ++records));
        }
        write(() -> Fixtures.insertAbsent(datasets, dataset, stored));
    }

    final List<StoredRow> all(Dataset dataset) {
        return Fixtures.all(datasets, dataset);
    }

    final List<Row> allRows(Dataset dataset) {
        return all(dataset).stream().map(StoredRow::row).toList();
    }

    /** Runs {@code work} on another thread. */
    final <T> Future<T> elsewhere(Callable<T> work) {
        return threads.submit(work);
    }

    /** What another thread sees or does now. */
    final <T> T fromElsewhere(Callable<T> work) {
        return await(elsewhere(work));
    }

    static <T> T await(Future<T> result) {
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError("the other thread failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the other thread does not get on", e);
        }
    }
}
