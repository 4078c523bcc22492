package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** A database in memory in which runs begin but no batch can be committed before it is mended. */
final class BrokenBatches {
    private final Database database;
    private volatile boolean mended;

    BrokenBatches(RuntimeException fault) {
        Database real = new InMemoryDatabase(CATALOG).ports();
        RejectionStore rejections =
                Mockito.mock(RejectionStore.class, AdditionalAnswers.delegatesTo(real.rejections()));
        Mockito.doAnswer(call -> {
                    if (!mended) {
                        throw fault;
                    }
                    real.rejections().add(call.getArgument(0));
                    return null;
                })
                .when(rejections)
                .add(Mockito.any());
        database = real.with(rejections);
    }

    void mend() {
        mended = true;
    }

    Database database() {
        return database;
    }
}
