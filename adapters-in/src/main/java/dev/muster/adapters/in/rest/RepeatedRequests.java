package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.AnswerMemory.Share;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.FaultHandler;
import dev.muster.application.Refusal;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.KeyedIngestion;
import dev.muster.application.ingest.LandOnce;
import dev.muster.application.ingest.RequestKey;
import dev.muster.application.port.IdempotencyKeys.Answer;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers requests that carry an {@code Idempotency-Key}: those that come again as the first one was. Kept is what tells of
 * the run's end, or that it is under way; not that something outside failed, because that passes. Thread safe.
 */
@Singleton
final class RepeatedRequests {
    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;
    private static final int FIRST_SERVER_ERROR = 500;

    private final LandOnce landOnce;
    private final LongOperations operations;
    /** Runs whose first answers are being made: what is on record about them is not yet what will be answered. */
    private final Set<RunId> answering = ConcurrentHashMap.newKeySet();

    RepeatedRequests(LandOnce landOnce, LongOperations operations) {
        this.landOnce = landOnce;
        this.operations = operations;
    }

    /** The key of {@code request}, whose body is a part of what it asks for; empty if it has none. */
    static Optional<RequestKey> key(HttpRequest<?> request) {
        List<String> keys = request.getHeaders().getAll(HEADER);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String key = keys.getFirst();
        if (keys.size() > 1 || !key.matches("[\\x20-\\x7e]{1,%s}".formatted(MAX_LENGTH)) || key.isBlank()) {
            throw new Refusal(new Problem(
                            ProblemType.BAD_PARAMETER,
                            "%s must be there once, with 1 to %s characters of ASCII".formatted(HEADER, MAX_LENGTH))
                    .with("field", HEADER));
        }
        return Optional.of(new RequestKey(key, request.getMethodName() + " " + request.getUri(), true));
    }

    /** Loads what came with a request that is new, and keeps its answer. */
    MutableHttpResponse<byte[]> first(HttpRequest<?> request, RequestKey key, Ingestion ingestion, Share share) {
        RunId run = ingestion.run().id();
        answering.add(run);
        try {
            MutableHttpResponse<byte[]> answer = operations.load(request, ingestion, share);
            keep(key, run, answer);
            return answer;
        } finally {
            answering.remove(run);
        }
    }

    /** The answer to a request that was carried out before. */
    MutableHttpResponse<byte[]> again(RequestKey key, KeyedIngestion.Again again, Share share) {
        Run run = again.run();
        return again.answer().map(answer -> repeat(run, answer, share)).orElseGet(() -> {
            if (answering.contains(run.id())) {
                throw new Refusal(new Problem(ProblemType.BUSY, "the same request is being answered")
                        .with("run", run.id().toString()));
            }
            // The service was stopped before it answered.
            MutableHttpResponse<byte[]> answer = operations.onRecord(run, share);
            keep(key, run.id(), answer);
            return answer;
        });
    }

    private static MutableHttpResponse<byte[]> repeat(Run run, Answer first, Share share) {
        try {
            share.need(first.body().length);
        } catch (Refusal noRoom) {
            // The first answer is the only one there is; if the request comes again, there may be room for it.
            throw new Refusal(noRoom.problem().with("run", run.id().toString()));
        }
        MutableHttpResponse<byte[]> answer = Answers.again(first.status(), first.body());
        return first.status() == 202 ? answer.header(HttpHeaders.LOCATION, LongOperations.address(run)) : answer;
    }

    private void keep(RequestKey key, RunId run, MutableHttpResponse<byte[]> answer) {
        byte[] body = answer.body();
        if (answer.code() < FIRST_SERVER_ERROR && body != null) {
            try {
                landOnce.answered(key, run, new Answer(answer.code(), body));
            } catch (PortException e) {
                // The answer is right all the same; if the request comes again, it is answered from what is on record.
                FaultHandler.of(e, "keeping the answer about run " + run);
            }
        }
    }
}
