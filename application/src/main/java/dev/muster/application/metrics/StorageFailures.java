package dev.muster.application.metrics;

import dev.muster.application.port.ObjectStore;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often the storage has failed since this process began. That an object is not there, or is there already, is no failure.
 * Thread safe.
 */
public final class StorageFailures {
    private final LongAdder count = new LongAdder();

    /** Returns a storage whose failures are counted here. */
    public ObjectStore in(ObjectStore objects) {
        return new CountedStorage(objects, this);
    }

    /** Returns how many there were. */
    public long count() {
        return count.sum();
    }

    void add() {
        count.increment();
    }
}
