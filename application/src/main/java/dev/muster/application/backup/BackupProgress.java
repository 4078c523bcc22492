package dev.muster.application.backup;

/** Learns how work on a backup gets on. */
@FunctionalInterface
public interface BackupProgress {
    /** Learns nothing. */
    BackupProgress NONE = (step, rows) -> {};

    /** How many rows pass between two calls. */
    int ROWS = 100_000;

    /**
     * Called now and then.
     *
     * @param step what is done, for people: {@code writing hired_employees}
     * @param rows number of rows of this step so far
     */
    void at(String step, long rows);
}
