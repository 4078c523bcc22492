package dev.muster.application.memory;

import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/** A storage in memory, for unit tests. Thread safe. */
public final class InMemoryObjectStore implements ObjectStore {
    private static final Pattern KEY = Pattern.compile("(?!\\.)[A-Za-z0-9._-]+(/(?!\\.)[A-Za-z0-9._-]+)*");

    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public Upload create(String key) {
        requireKey(key);
        return new InMemoryUpload(key);
    }

    @Override
    public InputStream read(String key, long from) {
        byte[] bytes = objects.get(requireKey(key));
        if (bytes == null) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.MISSING,
                    "there is no object %s".formatted(key),
                    null);
        }
        int start = Math.toIntExact(Math.min(from, bytes.length));
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
    }

    @Override
    public List<Listed> list(String prefix) {
        return objects.tailMap(prefix).entrySet().stream()
                .takeWhile(object -> object.getKey().startsWith(prefix))
                .map(object -> new Listed(object.getKey(), object.getValue().length))
                .toList();
    }

    @Override
    public boolean delete(String key) {
        return objects.remove(requireKey(key)) != null;
    }

    private static String requireKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'%s' is no key of an object".formatted(key));
        }
        return key;
    }

    private final class InMemoryUpload implements Upload {
        private final String key;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean closed;

        InMemoryUpload(String key) {
            this.key = key;
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
            objects.put(key, body.toByteArray());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
