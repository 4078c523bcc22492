package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.domain.dataset.Row;
import java.util.concurrent.atomic.AtomicLong;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** Rows of jobs without an end, and how many readings of them are not closed yet. */
final class EndlessRows implements DatasetStore.Rows {
    /** What is thrown in place of a row. */
    private final RuntimeException fault;

    private final long faultAfter;
    private final AtomicLong open;
    private long given;

    private EndlessRows(AtomicLong open, long faultAfter, RuntimeException fault) {
        this.open = open;
        this.faultAfter = faultAfter;
        this.fault = fault;
        if (faultAfter == 0) {
            throw fault;
        }
        open.incrementAndGet();
    }

    /** @param faultAfter rows after which {@code fault} is thrown */
    static Database in(AtomicLong open, long faultAfter, RuntimeException fault) {
        Database real = new InMemoryDatabase(CATALOG).ports();
        DatasetStore endless = Mockito.mock(DatasetStore.class, AdditionalAnswers.delegatesTo(real.datasets()));
        Mockito.doAnswer(call -> new EndlessRows(open, faultAfter, fault))
                .when(endless)
                .scan(Mockito.any(), Mockito.any(), Mockito.anyInt());
        return real.with(endless);
    }

    @Override
    public boolean hasNext() {
        if (given == faultAfter) {
            throw fault;
        }
        return true;
    }

    @Override
    public Row next() {
        given++;
        return Row.of(given, "Nurse");
    }

    @Override
    public void close() {
        open.decrementAndGet();
    }
}
