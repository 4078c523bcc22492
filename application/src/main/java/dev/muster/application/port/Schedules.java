package dev.muster.application.port;

import java.time.ZoneId;
import java.util.List;

/**
 * Does things at set times, each time once however many instances of the program run. A time that was missed because
 * none ran is made up for once. Thread safe.
 */
public interface Schedules extends AutoCloseable {

    /**
     * Begins. Call it once.
     *
     * @param tasks with distinct names. What one throws is not passed on; it is done again at its next time
     */
    void start(List<Task> tasks);

    /** Ends. A task that is under way is interrupted after a few seconds, and done again by another instance. */
    @Override
    void close();

    /**
     * Something that is done at set times.
     *
     * @param name the same in every instance and every version of the program
     * @param cron the times: second, minute, hour, day of the month, month, day of the week
     * @param zone where these times are told; in the night in which clocks are put forward, a time that is left out is
     *     passed over, and in the one in which they are put back, a time that comes twice counts once
     */
    record Task(String name, String cron, ZoneId zone, Runnable work) {}
}
