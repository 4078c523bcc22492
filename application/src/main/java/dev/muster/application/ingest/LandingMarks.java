package dev.muster.application.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/**
 * Says in the storage which objects of the raw zone have no run on record yet, so that one whose process is killed before it
 * has can be told from those of runs that only another database, or a copy of this one, has on record. Thread safe.
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

    /** Takes the mark away. Where that fails it stays: it will be found to be of no use, and removed. */
    void end(RunId run) {
        try {
            objects.delete(FOLDER + run);
        } catch (PortException e) {
            // The storage is down, which whoever uses it next is told.
        }
    }

    /**
     * A mark.
     *
     * @param written the mark itself
     * @param object key of the object that it is for
     */
    record Mark(RunId run, ObjectStore.Listed written, String object) {}

    /** All marks. */
    Stream<Mark> all() {
        return objects.list(FOLDER)
                .flatMap(written -> RunId.parse(written.key().substring(FOLDER.length()))
                        .map(run -> new Mark(run, written, object(written)))
                        .stream());
    }

    private String object(ObjectStore.Listed mark) {
        try (InputStream in = objects.read(mark.key(), 0)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
