package dev.muster.adapters.out.disk;

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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects as files below a folder. An object is written beside its place, forced to the disk and moved there in one step: it
 * is whole or not there, also after a power failure.
 */
final class DiskObjectStore implements ObjectStore {
    private static final Pattern KEY = Pattern.compile("(?!\\.)[A-Za-z0-9._-]+(/(?!\\.)[A-Za-z0-9._-]+)*");

    /** What the names of unfinished objects begin with, and no key's last part. */
    private static final String HIDDEN = ".";

    private static final int BUFFER = 1 << 16;

    private final Path folder;

    DiskObjectStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public Upload create(String key) {
        Path file = file(key);
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(file.getParent(), HIDDEN, null);
            return new DiskUpload(part, file);
        } catch (IOException e) {
            throw failure(key, e);
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
    public List<Listed> list(String prefix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith(HIDDEN))
                    .map(file -> new Listed(key(file), size(file)))
                    .filter(object -> object.key().startsWith(prefix))
                    .sorted(Comparator.comparing(Listed::key))
                    .toList();
        } catch (IOException e) {
            throw failure(prefix, e);
        }
    }

    @Override
    public boolean delete(String key) {
        try {
            Path file = file(key);
            return Files.isRegularFile(file) && Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failure(key, e);
        }
    }

    private Path file(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'%s' is no key of an object".formatted(key));
        }
        return folder.resolve(key);
    }

    private String key(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw failure(key(file), e);
        }
    }

    private static PortException failure(String key, IOException e) {
        return switch (e) {
            case NoSuchFileException missing ->
                new PortException(Part.STORAGE, Kind.MISSING, "there is no object %s".formatted(key), e);
            case AccessDeniedException denied ->
                new PortException(Part.STORAGE, Kind.DENIED, "the storage refuses access to %s".formatted(key), e);
            case FileSystemException full
            when isFull(full) -> new PortException(Part.STORAGE, Kind.FULL, "the storage has no space left", e);
            default ->
                isFull(e)
                        ? new PortException(Part.STORAGE, Kind.FULL, "the storage has no space left", e)
                        : new PortException(
                                Part.STORAGE, Kind.UNAVAILABLE, "the storage failed at %s".formatted(key), e);
        };
    }

    /** Java has no exception of its own for a full disk; this is what the operating systems call it. */
    private static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("not enough space")
                || message.contains("Disk quota");
    }

    private static final class DiskUpload implements Upload {
        private final Path part;
        private final Path file;
        private final FileChannel channel;
        private final OutputStream body;

        DiskUpload(Path part, Path file) throws IOException {
            this.part = part;
            this.file = file;
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
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                forceFolder();
            } catch (IOException e) {
                throw failure(file.getFileName().toString(), e);
            }
        }

        /** The move itself must survive a power failure; not all systems let a folder be opened. */
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
