package dev.muster.adapters.in.rest;

import dev.muster.application.backup.Backups;
import dev.muster.application.metrics.CommittedBatches;
import dev.muster.application.metrics.Reading;
import dev.muster.application.metrics.StorageFailures;
import dev.muster.application.port.ConnectionPool;
import dev.muster.application.port.Database;
import dev.muster.application.streams.Streams;
import dev.muster.application.work.LoadQueue;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.RunStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The metrics of the service. Counters are of this process alone, since it began; what comes from the database, the storage or the
 * brokers is read when somebody asks, and left out while it cannot be read. Labels are names of the program's own, never ids,
 * names of files or people. Thread safe.
 */
@Singleton
final class Metrics {
    /** Prometheus gives up after 10 seconds, if nobody says otherwise. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private static final double NANOS_PER_SECOND = 1e9;

    private static final Duration LASTS = Duration.ofSeconds(5);

    /** Each look at the storage may cost money, and backups change rarely. */
    private static final Duration BACKUPS_LAST = Duration.ofMinutes(5);

    private static final Duration[] BUCKETS = Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Catalog catalog;
    private final Reading<Stored> stored;
    private final Reading<List<Streams.OfTopic>> topics;
    private final Reading<OfBackups> backups;
    private final MultiGauge runs = gauge("muster.runs", "Runs on record", "");
    private final MultiGauge openRejections = gauge("muster.open.rejections", "Rejections that are open", "");
    private final MultiGauge lag = gauge("muster.stream.lag", "Messages that wait to be read", "");
    private final MultiGauge lastVerified = gauge(
            "muster.last.verified.backup.timestamp",
            "When the newest backup was made whose every byte is as it was written",
            "seconds");
    private final MultiGauge lastDrilled = gauge(
            "muster.last.drilled.backup.timestamp", "When the newest backup was made whose drill passed", "seconds");

    /** What the database tells. */
    private record Stored(Map<RunStatus, Long> runs, Map<String, Long> openRejections) {}

    /** What the storage tells: when these backups were made. */
    private record OfBackups(Optional<Instant> verified, Optional<Instant> drilled) {}

    Metrics(
            Catalog catalog,
            Database database,
            CommittedBatches batches,
            StorageFailures storageFailures,
            ConnectionPool pool,
            LoadQueue queue,
            Streams streams,
            Backups backups,
            InstantSource clock,
            @Named(TaskExecutors.IO) ExecutorService threads) {
        // Of the whole machine; others tell that better.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system."));
        // Its unit is nanoseconds, where Prometheus and everybody else there counts in seconds.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        this.catalog = catalog;
        stored = new Reading<>(() -> stored(database), LASTS, clock, threads);
        topics = new Reading<>(() -> topics(streams), LASTS, clock, threads);
        this.backups = new Reading<>(() -> of(backups), BACKUPS_LAST, clock, threads);
        catalog.all().forEach(dataset -> count(dataset, batches));
        FunctionTimer.builder(
                        "muster.batch",
                        batches,
                        CommittedBatches::commits,
                        counted -> counted.took().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Transactions that committed records")
                .register(registry);
        FunctionCounter.builder("muster.storage.errors", storageFailures, StorageFailures::count)
                .description("Failures of the storage")
                .register(registry);
        Gauge.builder("muster.queue.length", queue, LoadQueue::waiting)
                .description("Loads that wait for their turn")
                .register(registry);
        show(pool, "active", ConnectionPool.Use::active);
        show(pool, "idle", ConnectionPool.Use::idle);
        show(pool, "waiting", ConnectionPool.Use::waiting);
        show(pool, "max", ConnectionPool.Use::most);
        bindMachine();
    }

    private MultiGauge gauge(String name, String description, String unit) {
        return MultiGauge.builder(name)
                .description(description)
                .baseUnit(unit.isEmpty() ? null : unit)
                .register(registry);
    }

    private void count(Dataset dataset, CommittedBatches batches) {
        String name = dataset.name();
        Map<String, ToLongFunction<Counts>> outcomes = Map.of(
                "inserted", Counts::inserted,
                "updated", Counts::updated,
                "unchanged", Counts::unchanged,
                "rejected", Counts::rejected);
        outcomes.forEach((outcome, count) -> FunctionCounter.builder(
                        "muster.records", batches, counted -> count.applyAsLong(counted.records(name)))
                .description("Records that this process committed")
                .tags("dataset", name, "outcome", outcome)
                .register(registry));
        for (ReasonCode reason : ReasonCode.values()) {
            String code = reason.code();
            FunctionCounter.builder("muster.rejections", batches, counted -> counted.rejections(name, code))
                    .description("Records that this process rejected, each once for each code of its reasons")
                    .tags("dataset", name, "code", code)
                    .register(registry);
        }
    }

    private void show(ConnectionPool pool, String state, ToIntFunction<ConnectionPool.Use> count) {
        Gauge.builder("muster.pool.connections", pool, shown -> count.applyAsInt(shown.use()))
                .description("Connections to the database, or threads that wait for one")
                .tag("state", state)
                .register(registry);
    }

    private void bindMachine() {
        FunctionCounter.builder("process.cpu", ProcessHandle.current(), Metrics::cpuSeconds)
                .baseUnit("seconds")
                .description("Processor time of this process")
                .register(registry);
        Stream.of(
                        new JvmMemoryMetrics(),
                        collections,
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / NANOS_PER_SECOND;
    }

    /**
     * Counts an answer.
     *
     * @param method one of those that HTTP has; others are to be told by one name
     * @param route as the route declares it, without values
     */
    void answered(String method, String route, int status, Duration took) {
        Counter.builder("muster.http.requests")
                .description("Requests that were answered")
                .tags("method", method, "route", route, "status", String.valueOf(status))
                .register(registry)
                .increment();
        Timer.builder("muster.http.request.duration")
                .description("Time until an answer began")
                .tags("method", method, "route", route)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(took);
    }

    /** Returns all metrics in Prometheus' text format 0.0.4. */
    synchronized String scrape() {
        CompletableFuture<Optional<Stored>> fromDatabase = stored.within(LONGEST_WAIT);
        CompletableFuture<Optional<List<Streams.OfTopic>>> fromBrokers = topics.within(LONGEST_WAIT);
        CompletableFuture<Optional<OfBackups>> fromStorage = backups.within(LONGEST_WAIT);

        Optional<Stored> known = fromDatabase.join();
        register(
                runs,
                known.stream()
                        .flatMap(read -> Stream.of(RunStatus.values())
                                .map(status -> row(
                                        Tags.of("status", status.code()),
                                        read.runs().getOrDefault(status, 0L)))));
        register(
                openRejections,
                known.stream()
                        .flatMap(read -> catalog.all().stream()
                                .map(dataset -> row(
                                        Tags.of("dataset", dataset.name()),
                                        read.openRejections().getOrDefault(dataset.name(), 0L)))));
        register(lag, fromBrokers.join().stream().flatMap(List::stream).flatMap(Metrics::lags));
        Optional<OfBackups> made = fromStorage.join();
        register(lastVerified, made.flatMap(OfBackups::verified).stream().map(Metrics::time));
        register(lastDrilled, made.flatMap(OfBackups::drilled).stream().map(Metrics::time));
        return registry.scrape();
    }

    private static void register(MultiGauge gauge, Stream<Row<Number>> rows) {
        gauge.register(rows.toList(), true);
    }

    private static Row<Number> row(Tags labels, Number value) {
        return Row.of(labels, value);
    }

    private static Row<Number> time(Instant instant) {
        return row(Tags.empty(), instant.toEpochMilli() / 1000.0);
    }

    private static Stream<Row<Number>> lags(Streams.OfTopic topic) {
        return topic.partitions().stream()
                .flatMap(partition -> Optional.ofNullable(partition.lag()).stream()
                        .map(behind -> row(
                                Tags.of("topic", topic.topic(), "partition", String.valueOf(partition.partition())),
                                behind)));
    }

    private static Stored stored(Database database) {
        return database.unitOfWork()
                .read(() -> new Stored(
                        database.runs().countByStatus(), database.rejections().countOpen()));
    }

    private static List<Streams.OfTopic> topics(Streams streams) {
        return streams.areOn() ? streams.list() : List.of();
    }

    private static OfBackups of(Backups backups) {
        return new OfBackups(
                backups.newest(backup -> backup.status() == Backup.Status.VERIFIED)
                        .map(backup -> backup.manifest().createdAt()),
                backups.newest(backup ->
                                backup.drill() != null && backup.drill().passed())
                        .map(backup -> backup.manifest().createdAt()));
    }

    @PreDestroy
    void close() {
        collections.close();
        registry.close();
    }
}
