package dev.muster.adapters.out.sqlite;

import dev.muster.adapters.out.disk.PrivateFiles;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.application.port.PortException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Each process keeps a file beside the database locked. The operating system releases the lock when the process dies.
 */
final class SqliteOwners implements Owners {
    /**
     * Files that this Java machine keeps locked. It must not open them a second time, because the operating system
     * would release the lock when the second one is closed.
     */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    private static final Pattern OWNER = Pattern.compile("[0-9a-f]{16}");

    private final Path database;
    private final Locking locking;
    private final String self = Owners.newOwner();
    private @Nullable FileChannel locked;

    /** Locks a file for this process. */
    interface Locking {
        void lock(FileChannel file) throws IOException;
    }

    SqliteOwners(Path database) {
        this(database, FileChannel::lock);
    }

    SqliteOwners(Path database, Locking locking) {
        this.database = database.toAbsolutePath().normalize();
        this.locking = locking;
    }

    @Override
    public synchronized String self() {
        if (locked == null) {
            Path file = file(self);
            LOCKED_HERE.add(file);
            try {
                locked = lock(file);
            } catch (IOException e) {
                LOCKED_HERE.remove(file);
                throw new PortException(
                        PortException.Part.DATABASE,
                        PortException.Kind.DENIED,
                        "no lock file can be made beside the database",
                        e);
            }
        }
        return self;
    }

    /** Makes the file and locks it. If that fails, there is no file. */
    private FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFiles.ofFile(file));
        try {
            locking.lock(channel);
            return channel;
        } catch (IOException | RuntimeException e) {
            try (channel) {
                Files.deleteIfExists(file);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    @Override
    public boolean lives(String owner) {
        return OWNER.matcher(owner).matches() && isLocked(file(owner));
    }

    /** Returns whether the process that made a file lives. If not, removes the file. */
    private static boolean isLocked(Path file) {
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
        } catch (OverlappingFileLockException e) {
            // Another thread of this process checks the same file just now.
            return true;
        } catch (IOException e) {
            // Someone else may have found the process dead and removed its file.
            return Files.exists(file);
        }
    }

    @Override
    public String name() {
        return "lock files of processes that are gone";
    }

    /** A new file may be about to be locked. */
    @Override
    public int remove(Instant before) {
        int removed = 0;
        Pattern names = Pattern.compile(
                Pattern.quote(database.getFileName() + "-owner-") + OWNER.pattern() + Pattern.quote(".lock"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                Objects.requireNonNull(database.getParent(), "it is absolute"),
                file -> names.matcher(String.valueOf(file.getFileName())).matches())) {
            for (Path file : files) {
                if (isOlder(file, before) && !isLocked(file)) {
                    removed++;
                }
            }
            return removed;
        } catch (DirectoryIteratorException | IOException e) {
            throw new PortException(
                    PortException.Part.DATABASE,
                    PortException.Kind.DENIED,
                    "the folder of the database cannot be read",
                    e);
        }
    }

    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        try (FileChannel closing = locked) {
            if (closing != null) {
                Files.deleteIfExists(file(self));
            }
        } catch (IOException e) {
            // The file may stay, because without its lock it means nothing.
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
