package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** A database in memory in which runs begin but no batch can be committed. */
final class BrokenBatches {
    private final Database database;

    BrokenBatches(RuntimeException fault) {
        Database real = new InMemoryDatabase(CATALOG).ports();
        RejectionStore rejections =
                Mockito.mock(RejectionStore.class, AdditionalAnswers.delegatesTo(real.rejections()));
        Mockito.doThrow(fault).when(rejections).add(Mockito.any());
        database = real.with(rejections);
    }

    Database database() {
        return database;
    }
}
