package dev.muster.application.port;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does things by itself, each once however many instances of the program run: tasks at set times, and the jobs of the
 * {@link JobQueue}. A time that was missed because no instance ran is made up for once. Thread safe.
 *
 * <p>What an instance had begun when it ended is done again by another one within seconds. So it is within minutes if
 * the instance lives but does not get on, such as one that the operating system has stopped. That instance may go on
 * later without knowing, so work that must not be done twice checks a fencing token in each of its transactions.
 */
public interface Schedules extends AutoCloseable {

    /**
     * Begins. Call it once.
     *
     * @param tasks with distinct names. What one throws is not passed on; it is done again at its next time
     * @param kinds with distinct names, which are no names of tasks
     */
    void start(List<Task> tasks, List<JobKind> kinds);

    /** Ends. What is under way is interrupted after a few seconds, and done again by another instance. */
    @Override
    void close();

    /**
     * Something that is done at set times.
     *
     * @param name the same in every instance and every version of the program
     * @param cron the times: second, minute, hour, day of the month, month, day of the week
     * @param zone where these times are told; in the night in which clocks are put forward, a time that is left out is
     *     passed over, and in the one in which they are put back, a time that comes twice counts once
     * @param work does what a time asks for, which it is given: the first one, if several were missed. It is given the same
     *     time again if an instance ends before it is on record that the work is done
     */
    record Task(String name, String cron, ZoneId zone, Consumer<Instant> work) {}

    /**
     * A kind of jobs. Two jobs of one kind and id are never under way at the same time, as long as instances get on.
     *
     * @param name the same in every instance and every version of the program
     * @param atOnce most jobs of this kind that one instance does at the same time, at least 1
     * @param work does the job with an id. Returns when to do it again; empty if it is done. If it throws an exception,
     *     it is done again after a pause, which grows from seconds to minutes
     */
    record JobKind(String name, int atOnce, Function<String, Optional<Instant>> work) {}
}
