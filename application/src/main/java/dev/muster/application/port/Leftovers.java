package dev.muster.application.port;

import java.time.Instant;

/** Something that processes leave behind when they are killed, and that nobody would ever take away. Thread safe. */
public interface Leftovers {

    /** What they are, in the plural, for the log: {@code unfinished objects}. */
    String name();

    /**
     * Removes those that nobody has worked on since {@code before}, and never what a process that lives still works on.
     *
     * @return how many were removed
     * @throws PortException if where they are cannot be reached
     */
    int remove(Instant before);
}
