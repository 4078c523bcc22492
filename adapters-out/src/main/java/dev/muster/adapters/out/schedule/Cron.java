package dev.muster.adapters.out.schedule;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.schedule.DatabaseSchedules.Heartbeat;
import dev.muster.application.port.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/** Schedules of times that are written as cron has them. */
public final class Cron {
    private Cron() {}

    /**
     * Returns schedules that have yet to begin.
     *
     * @param source gives connections of the database itself, outside of any transaction
     * @param owners the processes that work on the database
     * @param failed learns the name of a task or of a kind of jobs of which one threw something
     */
    public static Schedules in(DataSource source, Owners owners, BiConsumer<String, Throwable> failed) {
        return new DatabaseSchedules(source, new Heartbeat(Duration.ofSeconds(10), 4, true), owners, failed);
    }

    /**
     * Returns schedules that have yet to begin, in a database that takes one writer at a time.
     *
     * @param source gives connections of the database itself, outside of any transaction
     * @param writers held by whoever of this process writes to the database
     * @param owners the processes that work on the database
     * @param failed learns the name of a task or of a kind of jobs of which one threw something
     */
    public static Schedules in(DataSource source, Lock writers, Owners owners, BiConsumer<String, Throwable> failed) {
        // A load may keep the only writer for minutes, in which nobody can show that it gets on.
        return new DatabaseSchedules(
                new OneWriter(source, writers), new Heartbeat(Duration.ofMinutes(1), 30, false), owners, failed);
    }

    /** Returns whether a text names times as {@link Schedules.Task#cron()} does, and ever one. */
    public static boolean isCron(String text) {
        try {
            CronSchedule schedule = new CronSchedule(text, ZoneOffset.UTC);
            return !schedule.isDisabled() && schedule.getInitialExecutionTime(Instant.EPOCH) != null;
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return false;
        }
    }
}
