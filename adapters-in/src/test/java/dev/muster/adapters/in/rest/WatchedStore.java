package dev.muster.adapters.in.rest;

import dev.muster.application.port.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A storage in which something happens before each call.
 *
 * @param before is given the name of the method
 */
public record WatchedStore(ObjectStore real, Consumer<String> before) implements ObjectStore {
    @Override
    public Upload create(String key) {
        before.accept("create");
        return real.create(key);
    }

    @Override
    public Upload replace(String key) {
        before.accept("replace");
        return real.replace(key);
    }

    @Override
    public InputStream read(String key, long from) {
        before.accept("read");
        return real.read(key, from);
    }

    @Override
    public Optional<Listed> find(String key) {
        before.accept("find");
        return real.find(key);
    }

    @Override
    public List<Listed> list(String prefix, @Nullable String after, int limit) {
        before.accept("list");
        return real.list(prefix, after, limit);
    }

    @Override
    public boolean delete(String key) {
        before.accept("delete");
        return real.delete(key);
    }
}
