package dev.muster.application.port;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Named sequences of bytes: a folder or a bucket. Keys are relative paths such as {@code raw/2021-11-07/…/jobs.csv}.
 * Their segments consist of {@code [A-Za-z0-9._-]} and do not begin with a full stop. No key is the folder of another.
 * Methods throw {@link IllegalArgumentException} for any other key, and {@link PortException} if the storage fails.
 * Thread safe.
 */
public interface ObjectStore {
    /** Most objects that are in memory at a time while all are listed. */
    int PAGE = 10_000;

    /** Returns whether a text has the form of a key. */
    static boolean isKey(String text) {
        return Keys.FORM.matcher(text).matches();
    }

    /**
     * Returns {@code key}.
     *
     * @throws IllegalArgumentException if it does not have the form of a key
     */
    static String checked(String key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("'%s' is no key of an object".formatted(key));
        }
        return key;
    }

    /** The form of keys. */
    final class Keys {
        private static final Pattern FORM = Pattern.compile("(?!\\.)[A-Za-z0-9._-]+(/(?!\\.)[A-Za-z0-9._-]+)*");

        private Keys() {}
    }

    /**
     * Begins to write a new object. Nobody sees the object before {@link Upload#commit()}, which fails with kind
     * {@code CONFLICT} if there is one with this key by then: of several who write it at the same time one succeeds.
     */
    Upload create(String key);

    /**
     * Begins to write an object that will take the place of the one with this key, if there is one. Until {@link
     * Upload#commit()} everybody sees what was there before.
     */
    Upload replace(String key);

    /**
     * Returns the bytes of an object from 0-based position {@code from} on. The caller closes the stream.
     *
     * @throws PortException of kind {@code MISSING} if there is no such object
     */
    InputStream read(String key, long from);

    /** Returns one object; empty if there is none with this key. Takes no longer if there are many others. */
    Optional<Listed> find(String key);

    /**
     * Returns objects whose keys begin with {@code prefix}, sorted by key. Takes no longer if there are many others.
     *
     * @param after only objects with greater keys; null from the first
     * @param limit most objects to give, at least 1
     */
    List<Listed> list(String prefix, @Nullable String after, int limit);

    /**
     * Returns all objects whose keys begin with {@code prefix}, sorted by key. Keeps one page of them in memory at a
     * time.
     */
    default Stream<Listed> list(String prefix) {
        return Stream.iterate(
                        list(prefix, null, PAGE),
                        page -> !page.isEmpty(),
                        page -> page.size() < PAGE
                                ? List.of()
                                : list(prefix, page.getLast().key(), PAGE))
                .flatMap(List::stream);
    }

    /** Removes an object, and returns whether there was one. */
    boolean delete(String key);

    /**
     * An object in a listing.
     *
     * @param modified when it was written
     */
    record Listed(String key, long bytes, Instant modified) {}

    /** An object that is being written. Not thread safe. */
    interface Upload extends Closeable {
        /** Takes the bytes of the object. */
        OutputStream body();

        /**
         * Makes the whole object durable and visible.
         *
         * @throws PortException of kind {@code CONFLICT} if the object is to be new and there is one; that stays as it is
         */
        void commit() throws IOException;

        /** Drops the object unless it was committed. */
        @Override
        void close();
    }
}
