package dev.muster.application.memory;

import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A storage in memory, for unit tests. Thread safe. */
public final class InMemoryObjectStore implements ObjectStore {

    private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final InstantSource clock;

    private record Stored(byte[] bytes, Instant modified) {
        Listed listed(String key) {
            return new Listed(key, bytes.length, modified);
        }
    }

    public InMemoryObjectStore() {
        this(InstantSource.system());
    }

    /** @param clock tells when objects are written */
    public InMemoryObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Upload create(String key) {
        return new InMemoryUpload(ObjectStore.checked(key), false);
    }

    @Override
    public Upload replace(String key) {
        return new InMemoryUpload(ObjectStore.checked(key), true);
    }

    @Override
    public InputStream read(String key, long from) {
        Stored stored = objects.get(ObjectStore.checked(key));
        if (stored == null) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.MISSING,
                    "there is no object %s".formatted(key),
                    null);
        }
        byte[] bytes = stored.bytes();
        int start = Math.toIntExact(Math.min(from, bytes.length));
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
    }

    @Override
    public Optional<Listed> find(String key) {
        return Optional.ofNullable(objects.get(ObjectStore.checked(key))).map(stored -> stored.listed(key));
    }

    @Override
    public List<Listed> list(String prefix, @Nullable String after, int limit) {
        boolean fromStart = after == null || after.compareTo(prefix) < 0;
        return objects.tailMap(fromStart ? prefix : after, fromStart).entrySet().stream()
                .takeWhile(object -> object.getKey().startsWith(prefix))
                .limit(limit)
                .map(object -> object.getValue().listed(object.getKey()))
                .toList();
    }

    @Override
    public boolean delete(String key) {
        return objects.remove(ObjectStore.checked(key)) != null;
    }

    private final class InMemoryUpload implements Upload {
        private final String key;
        private final boolean replaces;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean closed;

        InMemoryUpload(String key, boolean replaces) {
            this.key = key;
            this.replaces = replaces;
        }

        @Override
        public OutputStream body() {
            return body;
        }

        @Override
        public void commit() {
            if (closed) {
                throw new IllegalStateException("the upload of %s is over".formatted(key));
            }
            closed = true;
            Stored stored = new Stored(body.toByteArray(), clock.instant());
            if (replaces) {
                objects.put(key, stored);
            } else if (objects.putIfAbsent(key, stored) != null) {
                throw new PortException(
                        PortException.Part.STORAGE,
                        PortException.Kind.CONFLICT,
                        "there is an object %s already".formatted(key),
                        null);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
