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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that may carry an {@code Idempotency-Key}. A request that comes again gets the first answer. An answer
 * is kept if it tells that the run ended or is under way, but not if something outside failed, because that passes. Thread
 * safe.
 */
@Singleton
record RepeatedRequests(LandOnce landOnce, LongOperations operations) {
    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;
    private static final int FIRST_SERVER_ERROR = 500;

    /**
     * Returns the key of {@code request}; empty if it has none. The body counts as a part of the request.
     *
     * @throws Refusal {@code bad-parameter} if the key is there twice, or is no text of ASCII of 1 to 255 characters
     */
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

    /**
     * Answers a request whose input is landed: loads it if the request is new, and then keeps the answer if it has a key.
     *
     * @param key null if the request has none, so that it is new
     */
    MutableHttpResponse<byte[]> answer(
            HttpRequest<?> request, @Nullable RequestKey key, KeyedIngestion landed, Share share) {
        return switch (landed) {
            case KeyedIngestion.First(Ingestion ingestion) -> {
                RunId run = ingestion.run().id();
                yield key == null
                        ? operations.load(request, ingestion, share)
                        : landOnce.answering(run, () -> kept(key, run, operations.load(request, ingestion, share)));
            }
            case KeyedIngestion.Again(Run run, Optional<Answer> first) ->
                first.map(answer -> repeat(run, answer, share))
                        // The service was stopped before it answered.
                        .orElseGet(() -> kept(Objects.requireNonNull(key), run.id(), operations.onRecord(run, share)));
        };
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

    private MutableHttpResponse<byte[]> kept(RequestKey key, RunId run, MutableHttpResponse<byte[]> answer) {
        byte[] body = answer.body();
        if (answer.code() < FIRST_SERVER_ERROR && body != null) {
            try {
                landOnce.answered(key, run, new Answer(answer.code(), body));
            } catch (PortException e) {
                // The answer is right all the same; if the request comes again, it is answered from what is on record.
                FaultHandler.of(e, "keeping the answer about run " + run);
            }
        }
        return answer;
    }
}
