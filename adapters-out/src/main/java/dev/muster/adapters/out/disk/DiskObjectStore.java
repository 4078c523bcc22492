package dev.muster.adapters.out.disk;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files below a folder. An object is written in the folder of unfinished objects, forced to the disk and
 * moved to its place in one step. So it is whole or not there, even after a power failure. Only the owner of the files
 * may read them.
 */
final class DiskObjectStore implements ObjectStore, Leftovers {
    /** The folder of unfinished objects. No segment of a key has this name. */
    private static final String UNFINISHED = ".unfinished";

    private static final int BUFFER = 1 << 16;
    private static final int MOST_ATTEMPTS = 1_000;

    private final Path folder;
    private final Path unfinished;

    DiskObjectStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.unfinished = this.folder.resolve(UNFINISHED);
    }

    @Override
    public Upload create(String key) {
        return upload(key, DiskObjectStore::moveToNew);
    }

    @Override
    public Upload replace(String key) {
        return upload(
                key,
                (part, file) ->
                        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    private Upload upload(String key, Move move) {
        Path file = file(key);
        try {
            PrivateFiles.makeFolder(unfinished);
            // Only the owner may use it.
            return new DiskUpload(Files.createTempFile(unfinished, "", ".tmp"), file, move);
        } catch (IOException e) {
            throw failure(key, e);
        }
    }

    /** Moves a file to its place. */
    private interface Move {
        /** @throws FileAlreadyExistsException if there must be none and there is one */
        void move(Path part, Path file) throws IOException;
    }

    /** A move would replace what is there: only a second name for the file is given in one step to one of several. */
    private static void moveToNew(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
            Files.deleteIfExists(part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Some file systems give no second names, or the folder is gone. Without them a check has to do.
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Override
    public InputStream read(String key, long from) {
        Path file = file(key);
        try {
            if (!Files.isRegularFile(file)) {
                throw new NoSuchFileException(key);
            }
            SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ);
            channel.position(from);
            return Channels.newInputStream(channel);
        } catch (IOException e) {
            throw failure(key, e);
        }
    }

    @Override
    public Optional<Listed> find(String key) {
        try {
            return listed(file(key));
        } catch (IOException e) {
            throw failure(key, e);
        }
    }

    @Override
    public List<Listed> list(String prefix, @Nullable String after, int limit) {
        Listing listing = new Listing(folder, prefix, after, limit, Files::newDirectoryStream);
        try {
            List<Listed> objects = new ArrayList<>();
            for (Path file; objects.size() < limit && (file = listing.next()) != null; ) {
                listed(file).ifPresent(objects::add);
            }
            return objects;
        } catch (IOException e) {
            throw failure(prefix, e);
        }
    }

    @Override
    public boolean delete(String key) {
        try {
            Path file = file(key);
            boolean there = Files.isRegularFile(file) && Files.deleteIfExists(file);
            if (there) {
                removeEmptyFolders(parent(file));
            }
            return there;
        } catch (IOException e) {
            throw failure(key, e);
        }
    }

    /** Removes empty folders, up to the first one that holds something or gets something just now. */
    private void removeEmptyFolders(Path from) {
        try {
            for (Path empty = from; !empty.equals(folder); empty = parent(empty)) {
                Files.delete(empty);
            }
        } catch (IOException e) {
            // The folder is in use. The object is gone, and that is what counts.
        }
    }

    @Override
    public String name() {
        return "unfinished objects";
    }

    @Override
    public int remove(Instant before) {
        int removed = 0;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(unfinished)) {
            for (Path part : parts) {
                // Whoever writes an object does so at least every minute.
                boolean left = listed(part)
                        .filter(written -> written.modified().isBefore(before))
                        .isPresent();
                if (left && Files.deleteIfExists(part)) {
                    removed++;
                }
            }
            return removed;
        } catch (NoSuchFileException e) {
            return removed;
        } catch (DirectoryIteratorException e) {
            throw failure(UNFINISHED, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw failure(UNFINISHED, e);
        }
    }

    private Path file(String key) {
        return folder.resolve(ObjectStore.checked(key));
    }

    /** Returns the listing of a file; empty if it is no file, or gone by now. */
    private Optional<Listed> listed(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String key = folder.relativize(file).toString().replace('\\', '/');
            return attributes.isRegularFile()
                    ? Optional.of(new Listed(
                            key,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (isBelowAFile(file)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "all is below a folder");
    }

    private boolean isBelowAFile(Path path) {
        for (Path above = parent(path); !above.equals(folder); above = parent(above)) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    private static PortException failure(String key, IOException e) {
        return switch (e) {
            case NoSuchFileException missing ->
                new PortException(Part.STORAGE, Kind.MISSING, "there is no object %s".formatted(key), e);
            case AccessDeniedException denied ->
                new PortException(Part.STORAGE, Kind.DENIED, "the storage refuses access to %s".formatted(key), e);
            case FileAlreadyExistsException there ->
                new PortException(Part.STORAGE, Kind.CONFLICT, "there is an object %s already".formatted(key), e);
            case FileSystemException full
            when isFull(full) -> new PortException(Part.STORAGE, Kind.FULL, "the storage has no space left", e);
            default ->
                isFull(e)
                        ? new PortException(Part.STORAGE, Kind.FULL, "the storage has no space left", e)
                        : new PortException(
                                Part.STORAGE, Kind.UNAVAILABLE, "the storage failed at %s".formatted(key), e);
        };
    }

    /** Java has no exception of its own for a full disk. These are the messages of the operating systems. */
    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("not enough space")
                || message.contains("Disk quota");
    }

    private static final class DiskUpload implements Upload {
        private final Path part;
        private final Path file;
        private final Move move;
        private final FileChannel channel;
        private final OutputStream body;

        DiskUpload(Path part, Path file, Move move) throws IOException {
            this.part = part;
            this.file = file;
            this.move = move;
            this.channel = FileChannel.open(part, StandardOpenOption.WRITE);
            this.body = new Translated(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        }

        @Override
        public OutputStream body() {
            return body;
        }

        @Override
        public void commit() throws IOException {
            body.flush();
            try {
                channel.force(true);
                channel.close();
                moveToItsPlace();
                forceFolder();
            } catch (IOException e) {
                throw failure(file.getFileName().toString(), e);
            }
        }

        private void moveToItsPlace() throws IOException {
            for (int attempts = MOST_ATTEMPTS; ; attempts--) {
                try {
                    PrivateFiles.makeFolder(parent(file));
                    move.move(part, file);
                    return;
                } catch (NoSuchFileException | FileAlreadyExistsException e) {
                    // The folder was removed while it was made or after that, because its last other object was
                    // deleted. Or there is such an object.
                    if (attempts == 0 || !Files.exists(part) || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                        throw e;
                    }
                }
            }
        }

        /** Makes the move survive a power failure. Not all systems can open a folder for that. */
        private void forceFolder() throws IOException {
            if (!System.getProperty("os.name").startsWith("Windows")) {
                try (FileChannel parent = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                    parent.force(true);
                }
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
                Files.deleteIfExists(part);
            } catch (IOException e) {
                throw failure(file.getFileName().toString(), e);
            }
        }

        /** Tells a full disk from an input that cannot be read, which is an IOException, too. */
        private final class Translated extends OutputStream {
            private final OutputStream out;

            Translated(OutputStream out) {
                this.out = out;
            }

            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    throw failure(file.getFileName().toString(), e);
                }
            }

            @Override
            public void flush() {
                try {
                    out.flush();
                } catch (IOException e) {
                    throw failure(file.getFileName().toString(), e);
                }
            }
        }
    }
}
