package dev.muster.adapters.out.disk;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder, without those in its subfolders. Answers never tell whether something outside the folder
 * exists.
 */
final class DiskRecordSource implements RecordSource {
    private static final String HIDDEN = ".";

    private final Path folder;

    DiskRecordSource(Path folder) {
        this.folder = folder;
    }

    @Override
    public Source.Kind kind() {
        return Source.Kind.INBOX;
    }

    @Override
    public String prefix() {
        return "inbox:";
    }

    @Override
    public String nameInRuns(String name) {
        return name;
    }

    @Override
    public Found list(Predicate<String> wanted, int most) {
        List<Listed> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (wanted.test(name)) {
                    listed(name).ifPresent(files::add);
                }
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
        files.sort(Comparator.comparing(Listed::name, CodePointOrder.BY_CODE_POINT));
        return Found.first(most, files);
    }

    private Optional<Listed> listed(String name) throws IOException {
        try {
            State state = State.of(file(name));
            return Optional.of(new Listed(name, state.bytes(), state.modified().toInstant()));
        } catch (PortException | NoSuchFileException e) {
            // It is no file of this place, or no longer there.
            return Optional.empty();
        }
    }

    @Override
    public Opened open(String name) {
        try {
            Path file = file(name);
            State state = State.of(file);
            return new OpenedFile(file, state, Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw missing(name, e);
        } catch (AccessDeniedException e) {
            throw denied(name, e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * Returns the regular file with this name, or the one to which a link of this name leads without leaving the
     * folder.
     */
    private Path file(String name) throws IOException {
        if (name.isEmpty() || name.startsWith(HIDDEN) || name.matches("(?s).*[/\\\\:\\p{Cntrl}].*")) {
            throw denied(name, null);
        }
        Path home;
        try {
            home = folder.toRealPath();
        } catch (IOException e) {
            throw unreachable(e);
        }
        Path entry;
        try {
            entry = home.resolve(name);
        } catch (InvalidPathException e) {
            throw new PortException(
                    Part.STORAGE,
                    Kind.DENIED,
                    "the name '%s' cannot be written in %s, the character set of the service's locale"
                            .formatted(name, System.getProperty("native.encoding")),
                    e);
        }
        if (!Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
            throw missing(name, null);
        }
        Path file;
        try {
            file = entry.toRealPath();
        } catch (IOException e) {
            // The link leads nowhere, in a circle, or to a place that we may not read.
            throw denied(name, e);
        }
        boolean inside =
                home.equals(file.getParent()) && !file.getFileName().toString().startsWith(HIDDEN);
        if (!inside || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw denied(name, null);
        }
        return file;
    }

    private static PortException missing(String name, @Nullable Throwable cause) {
        return new PortException(Part.STORAGE, Kind.MISSING, "there is no file '%s'".formatted(name), cause);
    }

    private static PortException denied(String name, @Nullable Throwable cause) {
        return new PortException(Part.STORAGE, Kind.DENIED, "'%s' is no file of the inbox".formatted(name), cause);
    }

    private static PortException unreachable(IOException cause) {
        return new PortException(Part.STORAGE, Kind.UNAVAILABLE, "the inbox cannot be read", cause);
    }

    /**
     * What tells one state of a file from another.
     *
     * @param key identifies the file; null if the system does not tell
     */
    private record State(
            long bytes, FileTime modified, @Nullable Object key) {
        static State of(Path file) throws IOException {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    private record OpenedFile(Path file, State before, InputStream body) implements Opened {
        @Override
        public boolean changed() {
            try {
                return !State.of(file).equals(before);
            } catch (NoSuchFileException e) {
                return true;
            } catch (IOException e) {
                throw unreachable(e);
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
