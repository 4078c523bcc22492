package dev.muster.application.health;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProbeStorageTest {
    private final FakeClock clock = new FakeClock(NOW);
    private final ObjectStore objects = new InMemoryObjectStore(clock);

    /** Writes down what is asked of it, and may forget what it was given. */
    private record Watched(ObjectStore objects, boolean forgetful, List<String> calls) implements ObjectStore {
        @Override
        public Upload create(String key) {
            calls.add("create " + key);
            return objects.create(key);
        }

        @Override
        public Upload replace(String key) {
            calls.add("replace " + key);
            return objects.replace(key);
        }

        @Override
        public InputStream read(String key, long from) {
            calls.add("read " + key);
            return forgetful ? new ByteArrayInputStream(new byte[6]) : objects.read(key, from);
        }

        @Override
        public Optional<Listed> find(String key) {
            calls.add("find " + key);
            return objects.find(key);
        }

        @Override
        public List<Listed> list(String prefix, @Nullable String after, int limit) {
            calls.add("list " + prefix);
            return objects.list(prefix, after, limit);
        }

        @Override
        public boolean delete(String key) {
            calls.add("delete " + key);
            return objects.delete(key);
        }
    }

    @Test
    void writesReadsAndDeletesOneObject() {
        Watched watched = new Watched(objects, false, new ArrayList<>());
        new ProbeStorage(watched, "memory", "here").probe();

        assertThat(watched.calls()).containsExactly("replace health/here", "read health/here", "delete health/here");
        assertThat(objects.list("")).isEmpty();
    }

    /** A probe whose object could not be deleted does not make the next one fail. */
    @Test
    void worksWhereAProbeIsLeft() throws IOException {
        put("health/here");
        new ProbeStorage(objects, "memory", "here").probe();

        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void noticesOtherBytes() {
        ProbeStorage probe = new ProbeStorage(new Watched(objects, true, new ArrayList<>()), "memory", "here");

        assertThatThrownBy(probe::probe)
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.CORRUPT));
    }

    @Test
    void removesWhatProcessesLeftThatWereKilledInAProbe() throws IOException {
        put("health/killed");
        put("raw/other");
        clock.advance(Duration.ofDays(1));
        put("health/alive");

        assertThat(new ProbeStorage(objects, "memory", "here").remove(clock.instant()))
                .isOne();
        assertThat(objects.list("").map(ObjectStore.Listed::key)).containsExactly("health/alive", "raw/other");
    }

    private void put(String key) throws IOException {
        try (ObjectStore.Upload upload = objects.create(key)) {
            upload.body().write('x');
            upload.commit();
        }
    }
}
