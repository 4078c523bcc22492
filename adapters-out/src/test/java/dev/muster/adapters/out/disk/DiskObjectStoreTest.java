package dev.muster.adapters.out.disk;

import dev.muster.application.contract.ObjectStoreContract;
import dev.muster.application.port.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DiskObjectStoreTest extends ObjectStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected ObjectStore emptyStore() {
        return DiskStorage.in(folder.resolve("storage"));
    }
}
