package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.Scratch;
import dev.muster.application.port.Span;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.application.tracing.Traced;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes records in: lands an input, puts its run on record and loads it. Thread safe.
 *
 * <p>{@link #land} returns when the input is safe and its run is on record. {@link Ingestion#load} does the rest on the
 * calling thread.
 */
public final class IngestRecords {
    /**
     * A run that is taken over this often without getting on is given up: it may be the cause that ends the processes.
     */
    private static final int MOST_TAKE_OVERS = 3;

    /**
     * Most bytes of small inputs, all together, that stay in memory until they are loaded. Further inputs are read from
     * where they are stored.
     */
    static final int MOST_BYTES_WAITING = 16 << 20;

    /** Stands for the token of a claim that this process is about to get. */
    private static final Long ABOUT_TO_BE_CLAIMED = -1L;

    private final Database database;
    private final InstantSource clock;
    private final IdSource ids;
    private final ManageMappings mappings;
    private final Landing landing;
    private final Loading loading;
    private final Semaphore memory = new Semaphore(MOST_BYTES_WAITING);

    /** The runs that this process has, each with the token of its claim. */
    private final Map<RunId, Long> underWay = new ConcurrentHashMap<>();

    /**
     * @param clock its milliseconds are the times of runs
     * @param maxBytes most bytes of an input, both as received and decompressed
     * @param scratchSpace where rehearsals keep what they would have stored
     */
    public IngestRecords(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            InstantSource clock,
            IdSource ids,
            long maxBytes,
            Scratch.Space scratchSpace) {
        this.database = database;
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
        this.ids = ids;
        this.mappings = new ManageMappings(database);
        this.landing = new Landing(objects, decoder, maxBytes);
        this.loading = new Loading(catalog, database, objects, decoder, this.clock, scratchSpace);
    }

    /**
     * Receives an input to its end, and puts its run on record unless it is a dry run.
     *
     * @throws Refusal if the input is too large, or something else than what it was sent as; nothing of it is kept;
     *     {@code not-found} if there is no such mapping, {@code bad-parameter} if it does not fit the options
     * @throws IOException if it cannot be read to its end; nothing of it is kept
     * @throws PortException if database or storage fail; nothing of the input is kept unless the exception names the
     *     run
     */
    public Ingestion land(LoadRequest request, Input input) throws IOException {
        return switch (land(request, input, run -> Optional.empty())) {
            case OnRecord.Put<Object>(Ingestion ingestion) -> ingestion;
            case OnRecord.Kept<Object>(Object why) -> throw new IllegalStateException("nothing was to keep it: " + why);
        };
    }

    /**
     * The result of receiving an input.
     *
     * @param <R> the reason for which a run may not be put on record
     */
    public sealed interface OnRecord<R> {
        /** The run is on record, unless it is a dry run. */
        record Put<R>(Ingestion ingestion) implements OnRecord<R> {}

        /** The run is not on record, and nothing of the input is kept. */
        record Kept<R>(R why) implements OnRecord<R> {}
    }

    /**
     * Receives an input to its end and puts its run on record. Throws what {@link #land(LoadRequest, Input)} throws.
     *
     * @param binding does what else belongs into the same transaction; returns a reason if the run must not be put on
     *     record
     */
    public <R> OnRecord<R> land(LoadRequest request, Input input, Function<Run, Optional<R>> binding)
            throws IOException {
        return Traced.<OnRecord<R>, IOException>part(
                "land " + request.dataset().name(), span -> landed(request, input, binding, span));
    }

    private <R> OnRecord<R> landed(LoadRequest request, Input input, Function<Run, Optional<R>> binding, Span span)
            throws IOException {
        Mapping mapping = mapping(request);
        RunId id = ids.nextRunId();
        Instant at = clock.instant();
        Arrived arrived = landing.land(id, at, input, request.options());
        RunInput.Bytes bytes = arrived.bytes();
        LoadOptions options = request.options().mappedBy(mapping).landedAt(bytes.object());
        if (request.charsetOpen() && arrived.utf16()) {
            options = options.in(CharacterSet.UTF_16.canonicalName());
        }
        Run run = Run.started(id, request.dataset(), request.mode(), options, arrived.source(), at)
                .by(Acting.currentActor());
        Acting.on(id);
        RunSpans.about(span, run);
        RunInput from = RunInput.of(run, bytes);
        if (request.dryRun()) {
            Acting.changesNothing();
            return new OnRecord.Put<>(new Ingestion(run, isSmall(run, from), listener -> {
                try {
                    return loading.rehearse(run, from, arrived.problem(), listener);
                } finally {
                    landing.discard(id, bytes);
                }
            }));
        }
        AtomicBoolean committing = new AtomicBoolean();
        try {
            Attempt<R> attempt = having(id, () -> {
                Claim claim = putOnRecord(run, bytes);
                Optional<R> kept = binding.apply(run);
                committing.set(kept.isEmpty());
                Attempt<R> done = new Attempt<>(claim, kept);
                return kept.isEmpty() ? new End.Commit<>(done) : new End.Rollback<>(done);
            });
            if (attempt.kept().isPresent()) {
                underWay.remove(id);
                // If it cannot be removed now, it is a leftover that will be removed later.
                landing.discard(id, bytes, failure -> {});
                return new OnRecord.Kept<>(attempt.kept().get());
            }
            landing.settle(id, bytes);
            return new OnRecord.Put<>(ingestion(attempt.claim(), run, from, arrived.problem(), () -> {}));
        } catch (Throwable e) {
            if (committing.get() && mayBeOnRecord(id)) {
                if (e instanceof PortException failure) {
                    throw failure.about(id);
                }
                throw e;
            }
            landing.discard(id, bytes, e::addSuppressed);
            throw e;
        }
    }

    /** Returns the mapping for which {@code request} asks, as it is now; null for none. Throws what {@link #land} throws. */
    public @Nullable Mapping mapping(LoadRequest request) {
        if (request.mapping() == null) {
            return request.options().mapping();
        }
        Mapping mapping = mappings.named(request.dataset(), request.mapping());
        if (mapping.namesColumns() && Boolean.FALSE.equals(request.options().header())) {
            throw new Refusal(new Problem(
                            ProblemType.BAD_PARAMETER,
                            "mapping %s names columns, so the input needs a header".formatted(mapping.name()))
                    .with("field", LoadParameter.HEADER.code()));
        }
        return mapping;
    }

    /** Stores a new run, together with its input unless that is an object. Call it within a transaction. */
    private Claim putOnRecord(Run run, RunInput.Bytes bytes) {
        Claim claim = database.runs().create(run);
        if (bytes instanceof RunInput.Bytes.InMemory(byte[] content)) {
            database.runs()
                    .addBatch(
                            new RunBatch(run.id(), 1, 0, Provenance.File.START, Counts.ZERO, content, run.startedAt()));
        }
        return claim;
    }

    /**
     * Returns whether loading takes little time: the input is short, and neither compressed nor a list of rejections.
     */
    private static boolean isSmall(Run run, RunInput input) {
        return !input.isReplay() && !run.options().gzip() && run.source().bytes() <= Landing.MAX_BYTES_IN_DATABASE;
    }

    /** @param kept why the run was not put on record after all; empty if it was */
    private record Attempt<R>(Claim claim, Optional<R> kept) {}

    /** Returns whether a commit that failed may have come through all the same. */
    private boolean mayBeOnRecord(RunId run) {
        try {
            return database.runs().find(run).isPresent();
        } catch (PortException e) {
            return true;
        }
    }

    /**
     * Lands a list of rejections, to load their records again as they were received.
     *
     * @param rejections rejections of {@code dataset}, each once
     * @param values what stands for what in them this time; null for nothing
     */
    public Ingestion replay(Dataset dataset, Mode mode, Iterable<Rejection.Id> rejections, @Nullable Mapping values) {
        return replay(
                dataset, mode, LoadOptions.of(LoadOptions.Format.CSV).mappedBy(values), RunInput.listing(rejections));
    }

    /**
     * Lands a record that takes the place of a rejected one.
     *
     * @param rejection a rejection of {@code dataset}
     * @param json one object, in UTF-8
     */
    public Ingestion replay(Dataset dataset, Mode mode, Rejection.Id rejection, byte[] json) {
        return replay(
                dataset, mode, LoadOptions.of(LoadOptions.Format.JSON_BATCH), RunInput.correcting(rejection, json));
    }

    private Ingestion replay(Dataset dataset, Mode mode, LoadOptions options, Input input) {
        try {
            return land(new LoadRequest(dataset, mode, options, false), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An input that is an object of the storage already.
     *
     * @param key of the object
     * @param source what runs tell of it
     */
    public record Kept(Dataset dataset, LoadOptions.Format format, String key, Source source) {}

    /**
     * Loads inputs in one transaction, on the calling thread: all become visible together, or none does.
     *
     * @param inputs in an order in which no dataset refers to a later one
     * @param last does what else belongs into the transaction, given the runs, which have succeeded
     * @throws Refusal with the problem of the first run that failed; nothing is changed
     * @throws PortException if database or storage fail; nothing is changed
     */
    public void loadTogether(List<Kept> inputs, Mode mode, Consumer<List<Run>> last) {
        database.unitOfWork().patient().write(() -> {
            List<Run> ended = new ArrayList<>();
            for (Kept input : inputs) {
                Run run = Run.started(
                                ids.nextRunId(),
                                input.dataset(),
                                mode,
                                LoadOptions.of(input.format()).landedAt(input.key()),
                                input.source(),
                                clock.instant())
                        .by(Acting.currentActor());
                Run loaded = loading.loadWithin(database.runs().create(run), run, RunInput.of(run));
                Problem error = loaded.error();
                if (error != null) {
                    throw new Refusal(error);
                }
                ended.add(loaded);
            }
            last.accept(ended);
            return ended;
        });
    }

    /** Lands and loads an input on the calling thread. */
    public Ingested ingest(LoadRequest request, Input input, RunListener listener) throws IOException {
        return land(request, input).load(listener);
    }

    /**
     * Takes over an interrupted run, to go on at its checkpoint. Nobody else who still works on it can commit any more.
     * A run that was taken over and begun {@value #MOST_TAKE_OVERS} times without getting on is given up: it is
     * returned as {@code failed} and must not be loaded. Empty if there is no such run or it has ended.
     */
    public Optional<Ingestion> resume(RunId id) {
        Optional<TakenOver> taken = having(id, () -> {
            Optional<Claim> claim = database.runs().takeOver(id);
            Optional<Run> run = database.runs().find(id);
            return new End.Commit<>(
                    claim.isEmpty() || run.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new TakenOver(
                                    claim.get(),
                                    canGoOn(claim.get(), run.get()) ? run.get() : givenUp(claim.get(), run.get()))));
        });
        if (taken.isEmpty() || taken.get().run().status().ended()) {
            underWay.remove(id);
        }
        return taken.map(this::ingestion);
    }

    /** A run that this process took over, or gave up. */
    private record TakenOver(Claim claim, Run run) {}

    private Ingestion ingestion(TakenOver taken) {
        Run run = taken.run();
        RunInput input = RunInput.of(run);
        return run.status().ended()
                ? new Ingestion(run, isSmall(run, input), listener -> Ingested.of(run))
                : ingestion(taken.claim(), run, input, null, () -> begin(taken.claim()));
    }

    private static boolean canGoOn(Claim claim, Run run) {
        return claim.takeOvers() < MOST_TAKE_OVERS && run.source().kind() != Source.Kind.BACKUP;
    }

    private Run givenUp(Claim claim, Run run) {
        String why = run.source().kind() == Source.Kind.BACKUP
                ? "the process that restored the backup ended before it was done; nothing has changed, so restore it again"
                : "the process that worked on the run ended, as did those that took it over, %s times, and none got beyond record %s; the input is kept"
                        .formatted(MOST_TAKE_OVERS, run.checkpoint().records());
        Run failed = run.failed(clock.instant(), new Problem(ProblemType.INTERNAL_ERROR, why));
        database.runs().save(claim, failed);
        return failed;
    }

    /**
     * Returns whether this process has the run and has not given it up: the run waits to be loaded, or is being loaded.
     */
    public boolean isUnderWay(RunId id) {
        return underWay.containsKey(id);
    }

    /**
     * Does {@code work}, which claims the run, in one transaction. The process counts the run as its own before the
     * commit, because others see the run right after the commit and would take it over if nobody had it.
     */
    private <T> T having(RunId id, Supplier<End<T>> work) {
        underWay.put(id, ABOUT_TO_BE_CLAIMED);
        try {
            return database.unitOfWork().decide(work);
        } catch (RuntimeException | Error e) {
            underWay.remove(id, ABOUT_TO_BE_CLAIMED);
            throw e;
        }
    }

    /**
     * Returns what can be loaded with {@code claim}.
     *
     * @param before runs first, on the thread that loads
     */
    private Ingestion ingestion(Claim claim, Run run, RunInput landed, @Nullable Problem problem, Runnable before) {
        underWay.put(run.id(), claim.token());
        int size = landed.bytes() instanceof RunInput.Bytes.InMemory(byte[] content) ? content.length : 0;
        boolean fits = memory.tryAcquire(size);
        RunInput input = fits ? landed : RunInput.of(run);
        return new Ingestion(run, isSmall(run, input), listener -> {
            try {
                before.run();
                Ingested ingested = loading.load(claim, run, input, problem, listener);
                underWay.remove(run.id(), claim.token());
                return ingested;
            } catch (RuntimeException e) {
                // First, because someone can take the run over as soon as it is released.
                underWay.remove(run.id(), claim.token());
                if (!(e instanceof PortException failure && failure.kind() == PortException.Kind.CONFLICT)) {
                    release(claim, e);
                }
                throw e;
            } catch (Error e) {
                underWay.remove(run.id(), claim.token());
                throw e;
            } finally {
                memory.release(fits ? size : 0);
            }
        });
    }

    private void begin(Claim claim) {
        database.unitOfWork().write(() -> {
            database.runs().begun(claim);
            return null;
        });
    }

    /** Releases a run that failed for {@code reason}. Does so even if the thread is interrupted, which it then stays. */
    private void release(Claim claim, RuntimeException reason) {
        boolean interrupted = Thread.interrupted();
        try {
            database.unitOfWork().write(() -> {
                database.runs().release(claim);
                return null;
            });
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
