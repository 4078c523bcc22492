package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.AccessKeys;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RunStore;
import dev.muster.application.port.UnitOfWork;
import org.mockito.Mockito;

/** An outside that fails. */
final class Faults {
    private Faults() {}

    /** A database whose runs cannot be read or written. */
    static Database database(Throwable fault) {
        Database real = new InMemoryDatabase(CATALOG).ports();
        return real.with(throwing(RunStore.class, fault));
    }

    /** A database whose keys cannot be read. */
    static Database keys(Throwable fault) {
        Database real = new InMemoryDatabase(CATALOG).ports();
        return real.with(throwing(AccessKeys.class, fault));
    }

    /** A database that takes no transaction. */
    static Database transactions(Throwable fault) {
        Database real = new InMemoryDatabase(CATALOG).ports();
        return real.with(throwing(UnitOfWork.class, fault));
    }

    static ObjectStore storage(Throwable fault) {
        return throwing(ObjectStore.class, fault);
    }

    private static <T> T throwing(Class<T> port, Throwable fault) {
        return Mockito.mock(port, call -> {
            throw fault;
        });
    }
}
