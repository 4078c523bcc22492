package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.Sha256;
import dev.muster.application.access.Acting;
import dev.muster.application.ingest.IngestRecords.OnRecord;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdempotencyKeys;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lands the input of a request once, even if the sender repeats the request with the same key within 24 hours. Thread
 * safe.
 */
public final class LandOnce {
    private static final Duration KEYS_LAST = Duration.ofHours(24);

    private final IngestRecords ingest;
    private final Database database;
    private final InstantSource clock;
    /** Runs whose first answers are being made: what is on record about them is not yet what will be answered. */
    private final Set<RunId> answering = ConcurrentHashMap.newKeySet();

    public LandOnce(IngestRecords ingest, Database database, InstantSource clock) {
        this.ingest = ingest;
        this.database = database;
        this.clock = clock;
    }

    /** Returns the time since which a key must have been bound to be of use still. */
    private Instant since() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).minus(KEYS_LAST);
    }

    /** The earlier binding of a key, and the digest of the request that came with the same key. */
    private record Repeated(IdempotencyKeys.Bound bound, String digest) {}

    /**
     * Receives an input to its end and puts its run on record, unless a request with the same key did so in the last 24
     * hours. The caller makes the first answer in {@link #answering} and passes it to {@link #answered}.
     *
     * @param key null if the request has none: then the input is landed in any case, and so is that of a dry run
     * @throws Refusal if the input is too large, {@code idempotency-mismatch} if the key was used for another request,
     *     or {@code busy} if the same request is under way; nothing of the input is kept
     * @throws IOException if it cannot be read to its end; nothing of it is kept
     */
    public KeyedIngestion land(LoadRequest request, Input input, @Nullable RequestKey key) throws IOException {
        if (key == null || request.dryRun()) {
            return new KeyedIngestion.First(ingest.land(request, input));
        }
        return switch (ingest.land(request, input, run -> bind(key, run))) {
            case OnRecord.Put<Repeated>(Ingestion ingestion) -> new KeyedIngestion.First(ingestion);
            case OnRecord.Kept<Repeated>(Repeated repeated) -> again(repeated.bound(), repeated.digest());
        };
    }

    private Optional<Repeated> bind(RequestKey key, Run run) {
        Instant at = run.startedAt();
        String digest = digest(key, run.source().sha256());
        return database.idempotencyKeys()
                .bind(key.key(), digest, run.id(), at, at.minus(KEYS_LAST))
                .map(bound -> new Repeated(bound, digest));
    }

    /**
     * Finds a request without input that was carried out with the same key in the last 24 hours; empty if there is
     * none.
     *
     * @throws Refusal for a key that was used, as {@link #land} does
     */
    Optional<KeyedIngestion> carriedOut(RequestKey key) {
        if (key.withInput()) {
            throw new IllegalArgumentException("only its input tells whether the request is the same");
        }
        return database.idempotencyKeys().find(key.key(), since()).map(bound -> again(bound, digest(key, null)));
    }

    private static String digest(RequestKey key, @Nullable String inputSha256) {
        return Sha256.of(key.request() + "\n" + (key.withInput() ? inputSha256 : ""));
    }

    private KeyedIngestion again(IdempotencyKeys.Bound bound, String digest) {
        Acting.changesNothing();
        if (!bound.requestSha256().equals(digest)) {
            throw new Refusal(
                    ProblemType.IDEMPOTENCY_MISMATCH,
                    "the idempotency key was used in the last 24 hours with another path, query or body");
        }
        Run run = database.runs()
                .find(bound.run())
                .orElseThrow(() -> new IllegalStateException("a key is bound to a run that is not there"));
        Optional<IdempotencyKeys.Answer> answer = Optional.ofNullable(bound.answer());
        if (answer.isEmpty() && !run.status().ended()) {
            throw new Refusal(new Problem(ProblemType.BUSY, "the same request is under way")
                    .with("run", run.id().toString()));
        }
        if (answer.isEmpty() && answering.contains(run.id())) {
            throw new Refusal(new Problem(ProblemType.BUSY, "the same request is being answered")
                    .with("run", run.id().toString()));
        }
        return new KeyedIngestion.Again(run, answer);
    }

    /** Makes the first answer to a request. Until it is made, the same request is refused as {@code busy}. */
    public <T> T answering(RunId run, Supplier<T> answer) {
        answering.add(run);
        try {
            return answer.get();
        } finally {
            answering.remove(run);
        }
    }

    /** Keeps the first answer to a request, to give it again. */
    public void answered(RequestKey key, RunId run, IdempotencyKeys.Answer answer) {
        database.unitOfWork().write(() -> {
            database.idempotencyKeys().answer(key.key(), run, answer);
            return null;
        });
    }

    /**
     * Forgets the keys that are no longer of use. Housekeeping calls this now and then.
     *
     * @return how many were forgotten
     */
    public int forgetKeys() {
        return database.unitOfWork().write(() -> database.idempotencyKeys().forget(since()));
    }
}
