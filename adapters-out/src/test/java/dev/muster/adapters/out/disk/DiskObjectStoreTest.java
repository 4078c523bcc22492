package dev.muster.adapters.out.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.ObjectStoreContract;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.ObjectStore.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskObjectStoreTest extends ObjectStoreContract {
    private static final Instant BEFORE = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Override
    protected ObjectStore emptyStore() {
        return DiskStorage.in(folder.resolve("storage"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("storage"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** A killed process closes nothing. */
    @Test
    void removesWhatIsLeftOfUploadsThatNobodyWritesAnyMore() throws IOException {
        ObjectStore objects = emptyStore();
        Leftovers leftovers = DiskStorage.leftovers(folder.resolve("storage"));
        assertThat(leftovers.remove(BEFORE)).isZero();

        Upload killed = objects.create("raw/killed");
        killed.body().write('a');
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(BEFORE.minusMillis(1)));
        }
        Upload alive = objects.create("raw/alive");
        alive.body().write('b');

        assertThat(files()).hasSize(2);
        assertThat(leftovers.remove(BEFORE)).isOne();
        assertThat(leftovers.remove(BEFORE)).isZero();
        alive.commit();
        assertThat(objects.list("").map(ObjectStore.Listed::key)).containsExactly("raw/alive");
        assertThat(files()).containsExactly(folder.resolve("storage/raw/alive"));
    }

    @Test
    void leavesNoEmptyFolders() throws IOException {
        ObjectStore objects = emptyStore();
        for (String key : List.of("raw/2026/a/body", "raw/2026/b/body")) {
            try (Upload upload = objects.create(key)) {
                upload.commit();
            }
        }
        objects.delete("raw/2026/a/body");
        assertThat(folder.resolve("storage/raw/2026/a")).doesNotExist();
        assertThat(folder.resolve("storage/raw/2026/b")).exists();
        objects.delete("raw/2026/b/body");
        assertThat(folder.resolve("storage/raw")).doesNotExist();
        assertThat(folder.resolve("storage")).exists();
    }

    @Test
    void letsOnlyTheOwnerReadThem() throws IOException {
        ObjectStore objects = emptyStore();
        try (Upload upload = objects.create("raw/2026/object")) {
            assertThat(files()).allSatisfy(file -> assertPermissions(file, "rw-------"));
            upload.commit();
        }
        assertThat(files()).hasSize(1).allSatisfy(file -> assertPermissions(file, "rw-------"));
        for (String made : List.of("storage", "storage/raw", "storage/raw/2026")) {
            assertPermissions(folder.resolve(made), "rwx------");
        }
    }

    private static void assertPermissions(Path path, String permissions) {
        try {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(permissions);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
