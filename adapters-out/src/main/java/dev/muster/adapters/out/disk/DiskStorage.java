package dev.muster.adapters.out.disk;

import dev.muster.application.port.ObjectStore;
import java.nio.file.Path;

/** Object storage in a folder of the local disk. */
public final class DiskStorage {
    private DiskStorage() {}

    /** The objects in {@code folder}, which is made when the first one is written. */
    public static ObjectStore in(Path folder) {
        return new DiskObjectStore(folder);
    }
}
