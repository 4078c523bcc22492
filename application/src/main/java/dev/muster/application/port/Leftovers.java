package dev.muster.application.port;

import java.time.Instant;

/** Something that killed processes leave behind and that nobody else would ever remove. Thread safe. */
public interface Leftovers {

    /** Returns their name for the log, in the plural: {@code unfinished objects}. */
    String name();

    /**
     * Removes leftovers that nobody has worked on since {@code before}. Never removes something that a living process
     * still works on.
     *
     * @return how many were removed
     * @throws PortException if their place cannot be reached
     */
    int remove(Instant before);
}
