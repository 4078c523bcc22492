package dev.muster.adapters.out.disk;

import dev.muster.application.port.ObjectStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists the files below a folder whose keys begin with a prefix, in the order of keys. Opens no folder that cannot hold
 * such a file, and keeps a bounded number of names of each open folder. Not thread safe.
 */
final class Listing {
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.)[A-Za-z0-9._-]+");
    private static final String END = "/";

    private final Path root;
    private final String prefix;
    private final @Nullable String after;
    private final int mostNames;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Opening opening;

    /** Opens a folder. */
    interface Opening {
        DirectoryStream<Path> open(Path folder) throws IOException;
    }

    /**
     * @param after only files with greater keys; null from the first
     * @param mostNames most names to keep of a folder
     */
    Listing(Path root, String prefix, @Nullable String after, int mostNames, Opening opening) {
        this.root = root;
        this.opening = opening;
        this.prefix = prefix;
        this.after = after;
        this.mostNames = mostNames;
        String start = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        if (start.isEmpty() || ObjectStore.isKey(start.substring(0, start.length() - 1))) {
            levels.push(new Level(start));
        }
    }

    /** Returns the next file; null after the last one. */
    @Nullable
    Path next() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            String name = level.next();
            if (name == null) {
                levels.pop();
            } else if (name.endsWith(END)) {
                levels.push(new Level(level.key + name));
            } else {
                return root.resolve(level.key + name);
            }
        }
        return null;
    }

    private boolean isWanted(String file) {
        return file.startsWith(prefix) && (after == null || file.compareTo(after) > 0);
    }

    private boolean mayHoldWanted(String folder) {
        return (folder.startsWith(prefix) || prefix.startsWith(folder))
                && (after == null || folder.compareTo(after) > 0 || after.startsWith(folder));
    }

    /**
     * An open folder. Keys have a slash behind the name of a folder, so folders are sorted by their names with a slash.
     */
    private final class Level {
        /** The beginning of the keys of everything in it: empty, or with a slash at its end. */
        private final String key;

        /** The next names. Names of folders have a slash at their end. */
        private TreeSet<String> names = new TreeSet<>();

        private @Nullable String last;
        private boolean mayHaveMore = true;

        Level(String key) {
            this.key = key;
        }

        /** Returns the next name; null after the last one. */
        @Nullable
        String next() throws IOException {
            if (names.isEmpty() && mayHaveMore) {
                readNames();
            }
            last = names.pollFirst();
            return last;
        }

        /** Reads the first names behind the last one, as many as may be kept. */
        private void readNames() throws IOException {
            mayHaveMore = false;
            try (DirectoryStream<Path> entries = opening.open(root.resolve(key))) {
                for (Path entry : entries) {
                    String name = wanted(entry);
                    if (name != null) {
                        names.add(name);
                        if (names.size() > mostNames) {
                            names.pollLast();
                            mayHaveMore = true;
                        }
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw Objects.requireNonNull(e.getCause());
            } catch (NoSuchFileException | NotDirectoryException e) {
                // The folder is gone, so there is nothing in it.
            }
        }

        /** Returns the name of an entry; null if it is not among the next ones. Asks the disk only about these. */
        private @Nullable String wanted(Path entry) {
            String name = String.valueOf(entry.getFileName());
            if (!SEGMENT.matcher(name).matches()) {
                return null;
            }
            if (names.size() == mostNames && name.compareTo(names.last()) > 0) {
                mayHaveMore = true;
                return null;
            }
            String folder = name + END;
            boolean ifFile = isBehind(name) && isWanted(key + name);
            boolean ifFolder = isBehind(folder) && mayHoldWanted(key + folder);
            if (!ifFile && !ifFolder) {
                return null;
            }
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                return ifFolder ? folder : null;
            }
            return ifFile ? name : null;
        }

        private boolean isBehind(String name) {
            return last == null || name.compareTo(last) > 0;
        }
    }
}
