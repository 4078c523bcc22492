package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import java.util.concurrent.CountDownLatch;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** A database in memory that commits no batch before it is released. */
final class BlockedDatabase implements AutoCloseable {
    private final CountDownLatch released = new CountDownLatch(1);
    private final Database database;

    BlockedDatabase() {
        Database real = new InMemoryDatabase(CATALOG).ports();
        RejectionStore rejections =
                Mockito.mock(RejectionStore.class, AdditionalAnswers.delegatesTo(real.rejections()));
        Mockito.doAnswer(call -> {
                    awaitRelease();
                    real.rejections().add(call.getArgument(0));
                    return null;
                })
                .when(rejections)
                .add(Mockito.any());
        database = real.with(rejections);
    }

    Database database() {
        return database;
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the service stops", e);
        }
    }

    void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
    }
}
