package dev.muster.application.ingest;

import dev.muster.application.ingest.LandingMarks.Mark;
import dev.muster.application.port.Database;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/** Landed inputs whose process was killed before their run was on record. Thread safe. */
public final class LeftLandings implements Leftovers {
    /** Most time that an input may take to arrive. A mark older than this, without an object, is of no use. */
    private static final Duration LONGEST_LANDING = Duration.ofDays(7);

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
        for (Iterator<Mark> old = marks.before(before).iterator(); old.hasNext(); ) {
            Mark mark = old.next();
            Optional<ObjectStore.Listed> object = objects.find(mark.object());
            // An input that is still arriving may have begun long ago, but its object is not there yet.
            boolean isOld =
                    object.map(landed -> landed.modified().isBefore(before)).orElse(false);
            boolean isOnRecord = database.runs().find(mark.run()).isPresent();
            if (isOld && !isOnRecord && objects.delete(mark.object())) {
                removed++;
            }
            if (isOld || isOnRecord || mark.written().modified().isBefore(before.minus(LONGEST_LANDING))) {
                marks.end(mark.run());
            }
        }
        return removed;
    }
}
