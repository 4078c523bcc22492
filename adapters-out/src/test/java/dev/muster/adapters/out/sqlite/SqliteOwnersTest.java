package dev.muster.adapters.out.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.application.port.PortException;
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

class SqliteOwnersTest {
    private static final Instant BEFORE = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path lockFile(String owner) {
        return folder.resolve("muster.db-owner-%s.lock".formatted(owner));
    }

    @Test
    void leavesNoFileThatItCouldNotLock() throws IOException {
        boolean[] refused = {true};
        Owners owners = new SqliteOwners(folder.resolve("muster.db"), file -> {
            if (refused[0]) {
                throw new IOException("no locks available");
            }
            file.lock();
        });

        assertThatThrownBy(owners::self)
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.DENIED));
        assertThat(files()).isEmpty();

        refused[0] = false;
        String self = owners.self();
        assertThat(files()).containsExactly("muster.db-owner-%s.lock".formatted(self));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lockFile(self))))
                .isEqualTo("rw-------");
        assertThat(owners.lives(self)).isTrue();
        owners.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void removesTheOldFilesOfOthersThatAreGone() throws IOException {
        Owners here = Sqlite.owners("jdbc:sqlite:" + folder.resolve("muster.db"));
        Owners there = Sqlite.owners("jdbc:sqlite:" + folder.resolve("muster.db"));
        Path mine = lockFile(here.self());
        Path another = lockFile(there.self());
        Path gone = Files.createFile(lockFile("0123456789abcdef"));
        Path fresh = Files.createFile(lockFile("fedcba9876543210"));
        Path someoneElses = Files.createFile(folder.resolve("other.db-owner-0123456789abcdef.lock"));
        for (Path old : List.of(mine, another, gone, someoneElses)) {
            Files.setLastModifiedTime(old, FileTime.from(BEFORE.minusMillis(1)));
        }

        assertThat(here.remove(BEFORE)).isOne();
        assertThat(List.of(mine, another, fresh, someoneElses))
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(gone).doesNotExist();
        there.close();
        here.close();
    }

    @Test
    void makesADatabaseFileThatOnlyItsOwnerMayRead() throws IOException {
        Path database = folder.resolve("muster.db");
        Sqlite.makeFile("jdbc:sqlite:" + database + "?cache_size=1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database)))
                .isEqualTo("rw-------");

        Files.writeString(database, "stays");
        Sqlite.makeFile("jdbc:sqlite:" + database);
        Sqlite.makeFile("jdbc:sqlite:" + folder.resolve("no/such/folder.db"));
        Sqlite.makeFile("jdbc:sqlite::memory:");
        Sqlite.makeFile("jdbc:sqlite:");
        assertThat(Files.readString(database)).isEqualTo("stays");
        assertThat(files()).containsExactly("muster.db");
    }
}
