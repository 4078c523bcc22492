package dev.muster.adapters.out.disk;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordSource;
import java.nio.file.Path;

/** Storage in folders of the local disk. */
public final class DiskStorage {
    private DiskStorage() {}

    /** Returns the objects in {@code folder}. Writing the first object makes the folder. */
    public static ObjectStore in(Path folder) {
        return new DiskObjectStore(folder);
    }

    /** Returns the leftovers of objects in {@code folder} that were not written to their end. */
    public static Leftovers leftovers(Path folder) {
        return new DiskObjectStore(folder);
    }

    /** Returns the files that others put into {@code folder}. */
    public static RecordSource inbox(Path folder) {
        return new DiskRecordSource(folder);
    }
}
