package dev.muster.application.port;

import java.time.Instant;

/** The jobs that wait until {@link Schedules} does them. Thread safe. */
public interface JobQueue {

    /**
     * Has a job done once the current transaction has committed. There must be a transaction. A job that waits already
     * stays as it is, with its time; one that is under way is done once more afterwards.
     *
     * @param kind the name of a {@link Schedules.JobKind}
     * @param id any text; tells the jobs of a kind apart
     * @param at the time before which the job is not done
     * @throws PortException if the database cannot do it
     */
    void enqueue(String kind, String id, Instant at);
}
