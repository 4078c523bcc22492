package dev.muster.application.ingest;

import dev.muster.application.ingest.LandingMarks.Mark;
import dev.muster.application.port.Database;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/** Landed inputs whose process was killed before their run was on record. Thread safe. */
public final class LeftLandings implements Leftovers {
    private final Database database;
    private final ObjectStore objects;
    private final LandingMarks marks;

    public LeftLandings(Database database, ObjectStore objects) {
        this.database = database;
        this.objects = objects;
        this.marks = new LandingMarks(objects);
    }

    @Override
    public String name() {
        return "landed inputs without a run";
    }

    @Override
    public int remove(Instant before) {
        int removed = 0;
        for (Iterator<Mark> all = marks.all().iterator(); all.hasNext(); ) {
            Mark mark = all.next();
            Optional<ObjectStore.Listed> object = objects.find(mark.object());
            // An input that is still coming in may have begun long ago, but then it is not there yet.
            if (object.orElse(mark.written()).modified().isBefore(before)) {
                if (database.runs().find(mark.run()).isEmpty() && objects.delete(mark.object())) {
                    removed++;
                }
                marks.end(mark.run());
            }
        }
        return removed;
    }
}
