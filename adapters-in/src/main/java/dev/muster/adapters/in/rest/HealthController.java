package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.application.health.ProbeStorage;
import dev.muster.application.health.UndrawnScripts;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.streams.Streams;
import dev.muster.application.work.Probe;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells those who watch the service whether it lives, and whether what it needs is there. */
@Controller("/health")
@PermitAll
@ExecuteOn(TaskExecutors.IO)
final class HealthController {
    /** Those who watch give up before long; an answer that names the part at fault has to come earlier. */
    private static final long SECONDS_PER_PART = 3;

    /** Writing costs more than asking, at some storages also money. */
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(10);

    private final Probe database;
    private final Probe storage;
    private final String storageKind;
    private final UndrawnScripts undrawnScripts;
    private final Streams streams;
    private final Probe broker;

    HealthController(
            Database database,
            ProbeStorage probeStorage,
            UndrawnScripts undrawnScripts,
            Streams streams,
            InstantSource clock,
            @Named(TaskExecutors.IO) ExecutorService threads) {
        this.database = new Probe(() -> database.runs().list(null, null, null, 1), Duration.ZERO, clock, threads);
        this.storage = new Probe(probeStorage::probe, BETWEEN_WRITES, clock, threads);
        this.storageKind = probeStorage.kind();
        this.undrawnScripts = undrawnScripts;
        this.streams = streams;
        this.broker = new Probe(streams::probe, Duration.ZERO, clock, threads);
    }

    @Get
    @Operation("show-health")
    HttpResponse<?> health() {
        Optional<CompletableFuture<PartHealth>> kafka =
                streams.areOn() ? Optional.of(status(broker)) : Optional.empty();
        Map<String, PartHealth> parts = parts();
        kafka.ifPresent(asked -> parts.put("kafka", told(asked.join())));
        undrawnScripts.told().ifPresent(detail -> parts.put("fonts", PartHealth.UP.with(detail)));
        return answer(parts);
    }

    @Get("/liveness")
    @Operation("show-liveness")
    HttpResponse<?> liveness() {
        return Answers.json(new Health("UP", Optional.empty()));
    }

    @Get("/readiness")
    @Operation("show-readiness")
    HttpResponse<?> readiness() {
        return answer(parts());
    }

    /** Says what waits though the brokers answer. */
    private PartHealth told(PartHealth kafka) {
        return kafka.status().equals(PartHealth.UP.status())
                ? streams.told().map(kafka::with).orElse(kafka)
                : kafka;
    }

    private Map<String, PartHealth> parts() {
        Map<String, CompletableFuture<PartHealth>> asked = new LinkedHashMap<>();
        asked.put("database", status(database));
        asked.put("storage", status(storage));
        Map<String, PartHealth> details = new LinkedHashMap<>();
        asked.forEach((name, answer) -> details.put(name, answer.join()));
        details.computeIfPresent("storage", (name, storage) -> storage.of(storageKind));
        return details;
    }

    private static HttpResponse<?> answer(Map<String, PartHealth> details) {
        boolean up = details.values().stream().allMatch(part -> part.status().equals(PartHealth.UP.status()));
        return Answers.json(up ? 200 : 503, new Health(up ? "UP" : "DOWN", Optional.of(details)));
    }

    /** @param details by name of the part; there only if parts were asked */
    record Health(String status, Optional<Map<String, PartHealth>> details) {}

    /**
     * @param kind what it is, where there are several
     * @param detail why it is down, or what is wrong though it is not; there only if something is
     */
    record PartHealth(String status, Optional<String> kind, Optional<String> detail) {
        static final PartHealth UP = new PartHealth("UP", Optional.empty(), Optional.empty());

        static PartHealth down(String detail) {
            return new PartHealth("DOWN", Optional.empty(), Optional.of(detail));
        }

        PartHealth of(String what) {
            return new PartHealth(status, Optional.of(what), detail);
        }

        PartHealth with(String fault) {
            return new PartHealth(status, kind, Optional.of(fault));
        }
    }

    private static CompletableFuture<PartHealth> status(Probe probe) {
        return probe.answer()
                .handle((nothing, fault) -> fault == null ? PartHealth.UP : PartHealth.down(reason(fault)))
                .completeOnTimeout(
                        PartHealth.down("it does not answer within %s seconds".formatted(SECONDS_PER_PART)),
                        SECONDS_PER_PART,
                        TimeUnit.SECONDS);
    }

    private static String reason(Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        return cause instanceof PortException outside ? String.valueOf(outside.getMessage()) : "it fails";
    }
}
