package dev.muster.adapters.out.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.jdbc.Sql;
import dev.muster.application.port.Schedules;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Schedules in the table {@code scheduled_tasks}: each time and each job is a row, which the instance that is first
 * takes. A row whose instance is gone is free again within seconds, as {@link Owners} tell. An instance that lives says
 * from time to time that it gets on; if it does not, another one breaks off what it does and takes its rows over.
 */
final class DatabaseSchedules implements Schedules {
    private static final Duration BETWEEN_LOOKS_FOR_TASKS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS_FOR_JOBS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS_FOR_THE_GONE = Duration.ofSeconds(2);
    private static final Duration TIME_TO_END = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** What another instance knows how to do is not ours to remove. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final DataSource source;
    private final Heartbeat heartbeat;
    private final Owners owners;
    private final BiConsumer<String, Throwable> failed;
    private final List<Scheduler> schedulers = new ArrayList<>();
    private @Nullable ScheduledExecutorService takingOver;

    /** Whether the database could not be asked the last time. */
    private volatile boolean cannotAsk;

    /**
     * How an instance shows that it gets on.
     *
     * @param every the time between two signs of life
     * @param missed the number of signs that must be missing before another instance takes over
     * @param lockAndFetch whether the database can skip rows that others have locked
     */
    record Heartbeat(Duration every, int missed, boolean lockAndFetch) {}

    DatabaseSchedules(DataSource source, Heartbeat heartbeat, Owners owners, BiConsumer<String, Throwable> failed) {
        this.source = source;
        this.heartbeat = heartbeat;
        this.owners = owners;
        this.failed = failed;
    }

    @Override
    public synchronized void start(List<Schedules.Task> tasks, List<JobKind> kinds) {
        if (tasks.isEmpty() && kinds.isEmpty()) {
            return;
        }
        // Each kind has threads of its own, so that many jobs of one do not keep the others waiting.
        List<Scheduler> made = new ArrayList<>();
        if (!tasks.isEmpty()) {
            List<RecurringTask<Void>> recurring =
                    tasks.stream().map(this::recurring).toList();
            made.add(build(
                    Scheduler.create(source).startTasks(recurring).threads(tasks.size()), BETWEEN_LOOKS_FOR_TASKS));
        }
        for (JobKind kind : kinds) {
            made.add(build(Scheduler.create(source, job(kind)).threads(kind.atOnce()), BETWEEN_LOOKS_FOR_JOBS));
        }
        schedulers.addAll(made);
        made.forEach(Scheduler::start);
        takingOver = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("schedules-of-the-gone").factory());
        takingOver.scheduleWithFixedDelay(
                this::freeWhatTheGoneHad, 0, BETWEEN_LOOKS_FOR_THE_GONE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Scheduler build(SchedulerBuilder builder, Duration betweenLooks) {
        builder.schedulerName(new SchedulerName.Fixed(owners.self()))
                .pollingInterval(betweenLooks)
                .heartbeatInterval(heartbeat.every())
                .missedHeartbeatsLimit(heartbeat.missed())
                .deleteUnresolvedAfter(NEVER)
                .shutdownMaxWait(TIME_TO_END);
        return (heartbeat.lockAndFetch() ? builder.pollUsingLockAndFetch(0.5, 1.0) : builder).build();
    }

    private RecurringTask<Void> recurring(Schedules.Task task) {
        return Tasks.recurring(task.name(), new CronSchedule(task.cron(), task.zone()))
                // By the time that it asks for, a task knows what it has done.
                .onDeadExecution((complete, operations) ->
                        operations.reschedule(complete, complete.getExecution().executionTime))
                .execute((instance, context) -> told(task.name(), () -> {
                    task.work().accept(context.getExecution().executionTime);
                    return Optional.empty();
                }));
    }

    private com.github.kagkarlsson.scheduler.task.Task<Void> job(JobKind kind) {
        return Tasks.custom(kind.name(), Void.class)
                .onFailure((complete, operations) -> again(complete, operations, afterPause(complete)))
                .onDeadExecutionRevive()
                .execute((instance, context) -> {
                    Optional<Instant> next = told(kind.name(), () -> kind.work().apply(instance.getId()));
                    return next.<CompletionHandler<Void>>map(
                                    time -> (complete, operations) -> again(complete, operations, time))
                            .orElse(this::done);
                });
    }

    /** Does work, and tells of what it throws. */
    private <T> T told(String name, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            failed.accept(name, e);
            throw e;
        }
    }

    private static Instant afterPause(ExecutionComplete complete) {
        int failures = Math.min(complete.getExecution().consecutiveFailures, 16);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << failures);
        return complete.getTimeDone().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }

    private void again(ExecutionComplete complete, ExecutionOperations<Void> operations, Instant time) {
        isWantedOnceMore(complete.getExecution());
        operations.reschedule(complete, time);
    }

    private void done(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        Execution execution = complete.getExecution();
        if (change("DELETE FROM scheduled_tasks", execution, "task_data IS NULL") == 0 && isWantedOnceMore(execution)) {
            operations.reschedule(complete, complete.getTimeDone());
        }
    }

    /** Returns whether a job that is under way was queued again, and forgets it. */
    private boolean isWantedOnceMore(Execution execution) {
        return change("UPDATE scheduled_tasks SET task_data = NULL", execution, "task_data IS NOT NULL") > 0;
    }

    /** Changes a row, unless another instance has taken it over. Returns the number of rows that it changed. */
    private int change(String statement, Execution execution, String condition) {
        return withConnection(connection -> Sql.of(
                        statement + " WHERE task_name = ? AND task_instance = ? AND version = ? AND " + condition)
                .with(execution.getTaskName())
                .with(execution.getId())
                .with(execution.version)
                .update(connection));
    }

    /** Lets other instances do at once what an instance that is gone had begun. */
    private void freeWhatTheGoneHad() {
        try {
            String self = owners.self();
            Instant silent = Instant.now().minus(heartbeat.every().multipliedBy(heartbeat.missed()));
            Map<String, Boolean> getsOn = withConnection(connection -> {
                Map<String, Boolean> instances = new HashMap<>();
                Sql.of("SELECT picked_by, last_heartbeat FROM scheduled_tasks WHERE picked_by IS NOT NULL")
                        .each(
                                connection,
                                results -> instances.merge(
                                        results.getString(1),
                                        !results.getTimestamp(2).toInstant().isBefore(silent),
                                        Boolean::logicalOr));
                return instances;
            });
            getsOn.remove(self);
            // Whoever goes on with its work must not wait for its transactions.
            getsOn.forEach((name, does) -> {
                if (!does) {
                    owners.breakOff(name);
                }
            });
            List<String> gone =
                    getsOn.keySet().stream().filter(name -> !owners.lives(name)).toList();
            for (String name : gone) {
                withConnection(connection -> Sql.of("""
                                UPDATE scheduled_tasks SET picked = ?, picked_by = NULL, last_heartbeat = NULL,
                                    version = version + 1
                                WHERE picked_by = ?""")
                        .with((statement, index) -> statement.setBoolean(index, false))
                        .with(name)
                        .update(connection));
            }
            cannotAsk = false;
        } catch (RuntimeException e) {
            // It is asked again. The schedulers meet the same at the same time, and each time.
            if (!cannotAsk) {
                cannotAsk = true;
                failed.accept("the look for what is due", e);
            }
        }
    }

    /** Work with a connection of its own. */
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T withConnection(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not answer", e);
        }
    }

    @Override
    public synchronized void close() {
        if (takingOver != null) {
            takingOver.shutdownNow();
        }
        schedulers.forEach(Scheduler::stop);
        schedulers.clear();
    }
}
