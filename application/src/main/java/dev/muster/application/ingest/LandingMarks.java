package dev.muster.application.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Marks, in the storage, the objects of the raw zone that have no run on record yet. If a process is killed before its
 * run is on record, the mark tells the object from those whose runs are on record in another database or in a copy of
 * this one. Thread safe.
 */
final class LandingMarks {
    private static final String FOLDER = "landings/";

    private final ObjectStore objects;

    LandingMarks(ObjectStore objects) {
        this.objects = objects;
    }

    /** Marks an object that is about to be written for a run. */
    void begin(RunId run, String object) {
        try (ObjectStore.Upload upload = objects.create(FOLDER + run)) {
            upload.body().write(object.getBytes(UTF_8));
            upload.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("an object store says itself what failed", e);
        }
    }

    /** Removes the mark. If that fails the mark stays; {@link LeftLandings} finds it later and removes it. */
    void end(RunId run) {
        try {
            objects.delete(FOLDER + run);
        } catch (PortException e) {
            // The storage is down. Whoever uses it next will learn that.
        }
    }

    /**
     * A mark.
     *
     * @param written the mark itself
     * @param object key of the object that it is for
     */
    record Mark(RunId run, ObjectStore.Listed written, String object) {}

    /** Returns the marks that were made before a point in time. Leaves out marks that go meanwhile. */
    Stream<Mark> before(Instant time) {
        return objects.list(FOLDER)
                .filter(written -> written.modified().isBefore(time))
                .flatMap(written -> RunId.parse(written.key().substring(FOLDER.length())).stream()
                        .flatMap(run -> object(written).map(object -> new Mark(run, written, object)).stream()));
    }

    private Optional<String> object(ObjectStore.Listed mark) {
        try (InputStream in = objects.read(mark.key(), 0)) {
            return Optional.of(new String(in.readAllBytes(), UTF_8));
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.MISSING) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
