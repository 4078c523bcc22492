package dev.muster.application.port;

import dev.muster.domain.run.Source;
import java.io.Closeable;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** A place whose files may be loaded, such as a folder. Throws {@link PortException} where the place fails. Thread safe. */
public interface RecordSource {

    /** What a run has as the kind of its source. */
    Source.Kind kind();

    /** What files are asked for with, before their names: {@code inbox:}, say. */
    String prefix();

    /** The files that can be opened, sorted by name, by code point. */
    List<Listed> list();

    /**
     * Begins to read a file.
     *
     * @param name any text that follows the prefix
     * @throws PortException of kind {@code MISSING} if there is no such file, of kind {@code DENIED} if what is asked for is
     *     no file of this place
     */
    Opened open(String name);

    /**
     * A file in a listing.
     *
     * @param bytes its size
     */
    record Listed(String name, long bytes, Instant modifiedAt) {}

    /** A file being read. Not thread safe. */
    interface Opened extends Closeable {
        /** Its bytes from the first one on; closed with the file. */
        InputStream body();

        /** Whether it is no longer what it was when it was opened. */
        boolean changed();
    }
}
