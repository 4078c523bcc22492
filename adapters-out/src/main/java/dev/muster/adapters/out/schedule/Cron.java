package dev.muster.adapters.out.schedule;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import dev.muster.application.port.Schedules;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/** Schedules of times that are written as cron has them. */
public final class Cron {
    private Cron() {}

    /**
     * Returns schedules that have yet to begin.
     *
     * @param source gives connections of the database itself, outside of any transaction
     * @param lockAndFetch whether the database can skip rows that others have locked
     * @param failed learns of a task that threw something
     */
    public static Schedules in(DataSource source, boolean lockAndFetch, BiConsumer<String, Throwable> failed) {
        return new DatabaseSchedules(source, lockAndFetch, failed);
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
