package dev.muster.adapters.out.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import dev.muster.application.port.Schedules;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Schedules in the table {@code scheduled_tasks}: each time is a row, which the instance that is first takes. An instance
 * that takes one says from time to time that it lives; if it does not, another one takes the row over.
 */
final class DatabaseSchedules implements Schedules {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    /** Long enough that a load which keeps the only writer of a database does not make a task look dead. */
    private static final Duration HEARTBEAT = Duration.ofMinutes(2);

    private static final Duration TIME_TO_END = Duration.ofSeconds(5);

    private final DataSource source;
    private final boolean lockAndFetch;
    private final BiConsumer<String, Throwable> failed;
    private @Nullable Scheduler scheduler;

    DatabaseSchedules(DataSource source, boolean lockAndFetch, BiConsumer<String, Throwable> failed) {
        this.source = source;
        this.lockAndFetch = lockAndFetch;
        this.failed = failed;
    }

    @Override
    public synchronized void start(List<Task> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        SchedulerBuilder builder = Scheduler.create(source)
                .startTasks(tasks.stream().map(this::recurring).toList())
                .threads(tasks.size())
                .pollingInterval(BETWEEN_LOOKS)
                .heartbeatInterval(HEARTBEAT)
                .shutdownMaxWait(TIME_TO_END);
        Scheduler made = (lockAndFetch ? builder.pollUsingLockAndFetch(0.5, 1.0) : builder).build();
        made.start();
        scheduler = made;
    }

    private RecurringTask<Void> recurring(Task task) {
        return Tasks.recurring(task.name(), new CronSchedule(task.cron(), task.zone()))
                .execute((instance, context) -> {
                    try {
                        task.work().run();
                    } catch (RuntimeException e) {
                        failed.accept(task.name(), e);
                        throw e;
                    }
                });
    }

    @Override
    public synchronized void close() {
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
    }
}
