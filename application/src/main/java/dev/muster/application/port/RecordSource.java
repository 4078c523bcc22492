package dev.muster.application.port;

import dev.muster.domain.run.Source;
import java.io.Closeable;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * A place whose files may be loaded, such as a folder. All methods throw {@link PortException} if the place fails.
 * Thread safe.
 */
public interface RecordSource {

    /** Returns the kind of source that runs of these files have. */
    Source.Kind kind();

    /** Returns the prefix of file names with which files of this place are asked for, such as {@code inbox:}. */
    String prefix();

    /** Returns what runs of a file are recorded to have read: its name, or its whole address where that says more. */
    String nameInRuns(String name);

    /**
     * Returns the first files that can be opened, sorted by name, by code point.
     *
     * @param wanted tells by their names the files to give
     * @param most most files to give
     */
    Found list(Predicate<String> wanted, int most);

    /**
     * Begins to read a file.
     *
     * @param name any text that follows the prefix
     * @throws PortException of kind {@code MISSING} if there is no such file, of kind {@code DENIED} if the name leads
     *     out of this place
     */
    Opened open(String name);

    /**
     * The first files of a place.
     *
     * @param more whether there are more of these, or may be in a place that is too large to be looked through
     */
    record Found(List<Listed> files, boolean more) {
        /** The first {@code most} of all files that are wanted. */
        public static Found first(int most, List<Listed> all) {
            return new Found(all.subList(0, Math.min(all.size(), most)), all.size() > most);
        }
    }

    /**
     * A file in a listing.
     *
     * @param bytes its size
     */
    record Listed(String name, long bytes, Instant modifiedAt) {}

    /** A file that is being read. Not thread safe. */
    interface Opened extends Closeable {
        /**
         * Returns its bytes from the first one on. Closing the file closes the stream. Reading throws {@link
         * PortException} of kind {@code CONFLICT} where it shows that the file has changed since it was opened.
         */
        InputStream body();

        /** Returns whether the file has changed since it was opened. */
        boolean changed();
    }
}
