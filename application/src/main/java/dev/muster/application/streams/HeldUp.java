package dev.muster.application.streams;

import dev.muster.application.port.PortException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Why topics were held up last in this process. It is kept here first, because the database itself may be what fails, and
 * goes on record with the next messages of a partition. Thread safe.
 */
public final class HeldUp {
    private static final String UNEXPECTED = "something unexpected happened; the log tells what";

    private final Map<String, Cause> causes = new ConcurrentHashMap<>();

    /** @param unrecorded partitions for which the text is not on record yet */
    private record Cause(String text, Set<Integer> unrecorded) {}

    void note(String topic, Collection<Integer> partitions, RuntimeException fault, Instant at) {
        causes.put(topic, new Cause(text(fault, at), new HashSet<>(partitions)));
    }

    /** Returns a failure as clients see it, with its time first, so that the later of two texts is the greater one. */
    static String text(RuntimeException fault, Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS) + " "
                + (fault instanceof PortException outside ? outside.getMessage() : UNEXPECTED);
    }

    /** Returns why a topic was held up last; null if it was not. */
    @Nullable
    String last(String topic) {
        Cause cause = causes.get(topic);
        return cause == null ? null : cause.text();
    }

    /** Returns the same if it is not on record for this partition. */
    @Nullable
    String unrecorded(String topic, int partition) {
        Cause cause = causes.get(topic);
        return cause != null && cause.unrecorded().contains(partition) ? cause.text() : null;
    }

    void recorded(String topic, int partition) {
        Cause cause = causes.get(topic);
        if (cause != null) {
            cause.unrecorded().remove(partition);
        }
    }
}
