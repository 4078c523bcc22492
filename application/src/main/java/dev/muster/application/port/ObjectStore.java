package dev.muster.application.port;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Named sequences of bytes: a folder or a bucket. Keys are relative paths such as {@code raw/2021-11-07/…/jobs.csv} of
 * {@code [A-Za-z0-9._-]} segments that do not begin with a full stop, none of them the folder of another; for anything else
 * {@link IllegalArgumentException} is thrown. Throws {@link PortException} where the storage fails. Thread safe.
 */
public interface ObjectStore {

    /** Begins to write an object, which is not there until {@link Upload#commit()}. */
    Upload create(String key);

    /**
     * The bytes of an object from 0-based position {@code from} on; to be closed by the caller.
     *
     * @throws PortException of kind {@code MISSING} if there is no such object
     */
    InputStream read(String key, long from);

    /** The objects whose keys begin with {@code prefix}, sorted by key. */
    List<Listed> list(String prefix);

    /** Removes an object; whether it was there. */
    boolean delete(String key);

    /** An object in a listing. */
    record Listed(String key, long bytes) {}

    /** An object being written. Not thread safe. */
    interface Upload extends Closeable {
        /** Where its bytes go. */
        OutputStream body();

        /** Makes the object durable and visible, whole. */
        void commit() throws IOException;

        /** Drops the object unless it was committed. */
        @Override
        void close();
    }
}
