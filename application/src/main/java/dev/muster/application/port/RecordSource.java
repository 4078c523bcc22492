package dev.muster.application.port;

import dev.muster.domain.run.Source;
import java.io.Closeable;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * A place whose files may be loaded, such as a folder. All methods throw {@link PortException} if the place fails.
 * Thread safe.
 */
public interface RecordSource {

    /** Returns the kind of source that runs of these files have. */
    Source.Kind kind();

    /** Returns the prefix of file names with which files of this place are asked for, such as {@code inbox:}. */
    String prefix();

    /** Returns the files that can be opened, sorted by name, by code point. */
    List<Listed> list();

    /**
     * Begins to read a file.
     *
     * @param name any text that follows the prefix
     * @throws PortException of kind {@code MISSING} if there is no such file, of kind {@code DENIED} if the name leads
     *     out of this place
     */
    Opened open(String name);

    /**
     * A file in a listing.
     *
     * @param bytes its size
     */
    record Listed(String name, long bytes, Instant modifiedAt) {}

    /** A file that is being read. Not thread safe. */
    interface Opened extends Closeable {
        /** Returns its bytes from the first one on. Closing the file closes the stream. */
        InputStream body();

        /** Returns whether the file has changed since it was opened. */
        boolean changed();
    }
}
