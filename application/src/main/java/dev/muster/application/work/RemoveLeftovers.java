package dev.muster.application.work;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.PortException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Removes what killed processes left behind. Thread safe. */
public final class RemoveLeftovers {
    /** No input takes so long from its last byte to its run, and nobody pauses so long while writing a file. */
    private static final Duration LEFT_FOR = Duration.ofDays(1);

    private final List<Leftovers> kinds;
    private final InstantSource clock;

    public RemoveLeftovers(List<Leftovers> kinds, InstantSource clock) {
        this.kinds = List.copyOf(kinds);
        this.clock = clock;
    }

    /** Returns the kinds of leftovers. Each is removed by itself, so that a failure of one does not keep the others. */
    public List<Leftovers> kinds() {
        return kinds;
    }

    /**
     * Removes the leftovers of a kind that nobody has worked on for a day.
     *
     * @return how many were removed
     * @throws PortException if their place cannot be reached
     */
    public int remove(Leftovers kind) {
        return kind.remove(clock.instant().minus(LEFT_FOR));
    }
}
