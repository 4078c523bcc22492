package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.application.port.PortException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the database for each process, which the process keeps locked. The operating system takes the lock away
 * from a process that dies.
 */
final class SqliteOwners implements Owners {
    /**
     * Files that this Java machine keeps locked. They must not be opened a second time: on closing that, the operating
     * system would take the lock away.
     */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    private final Path database;
    private final String self = Owners.newOwner();
    private @Nullable FileChannel locked;

    SqliteOwners(Path database) {
        this.database = database.toAbsolutePath().normalize();
    }

    @Override
    public synchronized String self() {
        if (locked == null) {
            Path file = file(self);
            LOCKED_HERE.add(file);
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                locked = channel;
                channel.lock();
            } catch (IOException e) {
                throw new PortException(
                        PortException.Part.DATABASE,
                        PortException.Kind.DENIED,
                        "no lock file can be made beside the database",
                        e);
            }
        }
        return self;
    }

    @Override
    public boolean lives(String owner) {
        if (!owner.matches("[0-9a-f]{16}")) {
            return false;
        }
        Path file = file(owner);
        if (LOCKED_HERE.contains(file)) {
            return true;
        }
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = other.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
            return lock == null;
        } catch (IOException e) {
            // Someone else may have found it dead and removed its file.
            return Files.exists(file);
        }
    }

    @Override
    public synchronized void close() {
        try (FileChannel closing = locked) {
            if (closing != null) {
                Files.deleteIfExists(file(self));
            }
        } catch (IOException e) {
            // The file may stay: without its lock it says nothing.
            return;
        } finally {
            locked = null;
            LOCKED_HERE.remove(file(self));
        }
    }

    private Path file(String owner) {
        return database.resolveSibling("%s-owner-%s.lock".formatted(database.getFileName(), owner));
    }
}
