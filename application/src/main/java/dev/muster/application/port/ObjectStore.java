package dev.muster.application.port;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Named sequences of bytes: a folder or a bucket. Keys are relative paths such as {@code raw/2021-11-07/…/jobs.csv} of
 * {@code [A-Za-z0-9._-]} segments that do not begin with a full stop, none of them the folder of another; for anything else
 * {@link IllegalArgumentException} is thrown. Throws {@link PortException} where the storage fails. Thread safe.
 */
public interface ObjectStore {
    /** Objects in memory at a time while all are listed. */
    int PAGE = 10_000;

    /** Begins to write an object, which is not there until {@link Upload#commit()}. */
    Upload create(String key);

    /**
     * The bytes of an object from 0-based position {@code from} on; to be closed by the caller.
     *
     * @throws PortException of kind {@code MISSING} if there is no such object
     */
    InputStream read(String key, long from);

    /** One object, without a look at others; empty if there is none with this key. */
    Optional<Listed> find(String key);

    /**
     * Objects whose keys begin with {@code prefix}, sorted by key. Takes no longer where there are many others.
     *
     * @param after only objects with greater keys; null from the first
     * @param limit most objects to give, at least 1
     */
    List<Listed> list(String prefix, @Nullable String after, int limit);

    /** All objects whose keys begin with {@code prefix}, sorted by key; a page of them in memory at a time. */
    default Stream<Listed> list(String prefix) {
        return Stream.iterate(
                        list(prefix, null, PAGE),
                        page -> !page.isEmpty(),
                        page -> page.size() < PAGE
                                ? List.of()
                                : list(prefix, page.getLast().key(), PAGE))
                .flatMap(List::stream);
    }

    /** Removes an object; whether it was there. */
    boolean delete(String key);

    /**
     * An object in a listing.
     *
     * @param modified when it was written
     */
    record Listed(String key, long bytes, Instant modified) {}

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
