package dev.muster.application.health;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Finds out, with one small object, whether the storage works. */
public final class ProbeStorage implements Leftovers {
    private static final String FOLDER = "health/";
    private static final byte[] CONTENT = "probe\n".getBytes(StandardCharsets.UTF_8);

    private final ObjectStore objects;
    private final String kind;
    private final String key;

    /**
     * @param kind what the storage is, such as {@code s3}
     * @param process tells this process from all others that use the storage; must be a segment of a key
     */
    public ProbeStorage(ObjectStore objects, String kind, String process) {
        this.objects = objects;
        this.kind = kind;
        this.key = FOLDER + process;
    }

    /** Returns what the storage is, such as {@code s3}. */
    public String kind() {
        return kind;
    }

    /**
     * Writes, reads and deletes an object. Do not call it again before it returns.
     *
     * @throws PortException if the storage fails, or returns other bytes than were written
     */
    public void probe() {
        try (ObjectStore.Upload upload = objects.replace(key)) {
            upload.body().write(CONTENT);
            upload.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("an object store says itself what failed", e);
        }
        try (InputStream in = objects.read(key, 0)) {
            if (!Arrays.equals(in.readAllBytes(), CONTENT)) {
                throw new PortException(
                        PortException.Part.STORAGE,
                        PortException.Kind.CORRUPT,
                        "the storage gives other bytes than it was given",
                        null);
            }
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE, PortException.Kind.UNAVAILABLE, "the storage cannot be read", e);
        }
        objects.delete(key);
    }

    @Override
    public String name() {
        return "probes of the storage";
    }

    @Override
    public int remove(Instant before) {
        return (int) objects.list(FOLDER)
                .filter(probe -> probe.modified().isBefore(before))
                .filter(probe -> objects.delete(probe.key()))
                .count();
    }
}
