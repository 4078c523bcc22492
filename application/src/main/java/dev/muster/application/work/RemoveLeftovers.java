package dev.muster.application.work;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.PortException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Removes what processes left behind that were killed. Thread safe. */
public final class RemoveLeftovers {
    /** No input takes that long from its last byte to its run, and nobody writes a file with such a pause. */
    private static final Duration LEFT_FOR = Duration.ofDays(1);

    private final List<Leftovers> kinds;
    private final InstantSource clock;

    public RemoveLeftovers(List<Leftovers> kinds, InstantSource clock) {
        this.kinds = List.copyOf(kinds);
        this.clock = clock;
    }

    /** What may be left; each is removed by itself, so that one that fails keeps none from going. */
    public List<Leftovers> kinds() {
        return kinds;
    }

    /**
     * Removes those of a kind that nobody has worked on for a day.
     *
     * @return how many were removed
     * @throws PortException if where they are cannot be reached
     */
    public int remove(Leftovers kind) {
        return kind.remove(clock.instant().minus(LEFT_FOR));
    }
}
