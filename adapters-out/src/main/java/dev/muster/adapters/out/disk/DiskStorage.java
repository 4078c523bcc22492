package dev.muster.adapters.out.disk;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordSource;
import java.nio.file.Path;

/** What is kept in folders of the local disk. */
public final class DiskStorage {
    private DiskStorage() {}

    /** The objects in {@code folder}, which is made when the first one is written. */
    public static ObjectStore in(Path folder) {
        return new DiskObjectStore(folder);
    }

    /** What is left of objects in {@code folder} that were not written to their end. */
    public static Leftovers leftovers(Path folder) {
        return new DiskObjectStore(folder);
    }

    /** The files in {@code folder}, which others put there. */
    public static RecordSource inbox(Path folder) {
        return new DiskRecordSource(folder);
    }
}
