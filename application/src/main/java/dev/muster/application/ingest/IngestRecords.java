package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RunListener;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Takes records in: lands an input, puts its run on record and loads it. Thread safe.
 *
 * <p>{@link #land} returns when the input is safe and its run on record; {@link Ingestion#load} does the rest, on whatever
 * thread calls it.
 */
public final class IngestRecords {
    private final Database database;
    private final InstantSource clock;
    private final IdSource ids;
    private final Landing landing;
    private final Loading loading;

    /**
     * @param clock its milliseconds are the times of runs
     * @param maxBytes most bytes of an input, as received and also after decompression
     */
    public IngestRecords(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            InstantSource clock,
            IdSource ids,
            long maxBytes) {
        this.database = database;
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
        this.ids = ids;
        this.landing = new Landing(objects, maxBytes);
        this.loading = new Loading(catalog, database, objects, decoder, this.clock);
    }

    /**
     * Receives an input to its end and puts its run on record (unless it is a dry run).
     *
     * @throws Refusal if the input is too large; nothing of it is kept
     * @throws IOException if it cannot be read to its end; nothing of it is kept
     */
    public Ingestion land(LoadRequest request, Input input) throws IOException {
        RunId id = ids.nextRunId();
        Instant at = clock.instant();
        Landed landed = landing.land(id, at, input, request.options());
        LoadOptions options = request.options().landedAt(landed.object());
        Run run = Run.started(id, request.dataset().name(), request.mode(), landed.source(), at);
        if (request.dryRun()) {
            return new Ingestion(run, listener -> loading.rehearse(run, options, landed, listener));
        }
        Claim claim = database.unitOfWork().write(() -> loading.putOnRecord(run, options, landed));
        return new Ingestion(run, listener -> loading.load(claim, run, options, landed.problem(), listener));
    }

    /**
     * Lands the list of rejections whose records are to go through again, as they were received.
     *
     * @param rejections of records of {@code dataset}, each once
     */
    public Ingestion replay(Dataset dataset, Mode mode, Iterable<Rejection.Id> rejections) {
        LoadRequest request = new LoadRequest(dataset, mode, LoadOptions.of(LoadOptions.Format.CSV), false);
        try {
            return land(request, new Input(Source.Kind.REPLAY, null, ReplayList.stream(rejections)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lands and loads an input on the calling thread. */
    public Ingested ingest(LoadRequest request, Input input, RunListener listener) throws IOException {
        return land(request, input).load(listener);
    }

    /**
     * Takes over a run that was interrupted, to go on at its checkpoint. Whoever else still works on it cannot commit any
     * more. Empty if there is no such run or it has ended.
     */
    public Optional<Ingestion> resume(RunId id) {
        return database.unitOfWork().write(() -> {
            Optional<Claim> claim = database.runs().takeOver(id);
            Optional<Run> run = database.runs().find(id);
            Optional<LoadOptions> options = database.runs().options(id);
            if (claim.isEmpty() || run.isEmpty() || options.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Ingestion(
                    run.get(), listener -> loading.load(claim.get(), run.get(), options.get(), null, listener)));
        });
    }
}
