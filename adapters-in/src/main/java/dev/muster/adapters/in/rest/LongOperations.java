package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.LoadView;
import dev.muster.adapters.in.rest.http.AnswerMemory.Share;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.HttpProblemType;
import dev.muster.adapters.in.rest.http.PreferHeader;
import dev.muster.application.Refusal;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.work.LoadQueue;
import dev.muster.application.work.LoadQueue.Outcome;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers requests whose work may take long, all by one rule: with what came of it, or, if that takes longer than the sender
 * wants to wait, that it is under way. Thread safe.
 */
@Singleton
record LongOperations(LoadQueue queue, Database database) {

    /**
     * The answer to {@code request}. If the work fails before the sender's patience ends, that is thrown.
     *
     * @param work what was begun
     * @param done makes the answer of what came of it
     * @param underWay makes the answer before that is known
     */
    <T> MutableHttpResponse<byte[]> answer(
            HttpRequest<?> request,
            CompletableFuture<T> work,
            Function<T, MutableHttpResponse<byte[]>> done,
            Supplier<MutableHttpResponse<byte[]>> underWay) {
        T result = queue.within(PreferHeader.of(request).seconds(), work);
        return result == null ? underWay.get() : done.apply(result);
    }

    /**
     * Loads what is landed and on record; if no answer can be made of what is stored about it, that tells the run.
     *
     * @param share where the answer is written: if there is no room for its lists, they are empty
     */
    MutableHttpResponse<byte[]> load(HttpRequest<?> request, Ingestion ingestion, Share share) {
        try {
            return loaded(request, ingestion, share);
        } catch (PortException e) {
            throw e.about(ingestion.run().id());
        }
    }

    private MutableHttpResponse<byte[]> loaded(HttpRequest<?> request, Ingestion ingestion, Share share) {
        return answer(
                request,
                queue.load(ingestion),
                outcome -> switch (outcome) {
                    case Outcome.Ended(Ingested ingested)
                    when ingested.run().status().ended() -> ended(ingested, share);
                    // Someone else has taken it over.
                    case Outcome.Ended(Ingested ingested) -> underWay(ingested.run(), share);
                    case Outcome.Broken(Problem problem) ->
                        Answers.problem(problem.with("run", ingestion.run().id().toString()));
                },
                () -> underWay(ingestion.run(), share));
    }

    /**
     * Works out what loading would do. It is waited for in any case: there is nowhere to ask for it later.
     *
     * @throws Refusal {@code too-many-requests} if there is no room for the answer: nothing was done that it would have to tell
     */
    MutableHttpResponse<byte[]> rehearse(Ingestion ingestion, Dataset dataset, Share share) {
        return switch (queue.within(Integer.MAX_VALUE, queue.load(ingestion))) {
            case null -> Answers.problem(LoadQueue.STOPPING);
            case Outcome.Ended(Ingested ingested) ->
                error(ingested)
                        .map(error -> Answers.problem(
                                HttpProblemType.status(error.type()),
                                share.json(LoadView.failed(ingested, error, true))))
                        .orElseGet(() -> Answers.json(200, share.json(LoadView.rehearsed(ingested, dataset))));
            case Outcome.Broken(Problem problem) -> Answers.problem(problem);
        };
    }

    /** The answer with what came of an input whose run has ended. */
    private static MutableHttpResponse<byte[]> ended(Ingested ingested, Share share) {
        Ingested brief = brief(ingested.run());
        return error(ingested)
                .map(error -> Answers.problem(
                        HttpProblemType.status(error.type()),
                        share.json(LoadView.failed(ingested, error, false), LoadView.failed(brief, error, false))))
                .orElseGet(() -> Answers.json(200, share.json(LoadView.ingested(ingested), LoadView.ingested(brief))));
    }

    private static Ingested brief(Run run) {
        return Ingested.of(run);
    }

    /** The answer with what is on record about a run that has ended: which keys were unchanged is not. */
    MutableHttpResponse<byte[]> onRecord(Run run, Share share) {
        return ended(Ingested.of(run, firstRejections(run)), share);
    }

    /** The answer that a run is under way. */
    private MutableHttpResponse<byte[]> underWay(Run begun, Share share) {
        Run run = database.runs().find(begun.id()).orElse(begun);
        Ingested soFar = Ingested.of(run, firstRejections(run));
        return Answers.json(202, share.json(LoadView.ingested(soFar), LoadView.ingested(brief(run))))
                .header(HttpHeaders.LOCATION, address(run));
    }

    /** Where to ask for a run. */
    static String address(Run run) {
        return "/api/v1/runs/" + run.id();
    }

    private static Optional<Problem> error(Ingested ingested) {
        return Optional.of(ingested.run())
                .filter(run -> run.status() == RunStatus.FAILED)
                .map(Run::error);
    }

    private List<Rejection> firstRejections(Run run) {
        RejectionStore.Filter ofRun = new RejectionStore.Filter(run.id(), null, null, null);
        return database.rejections()
                .listOldestFirst(ofRun, null, Ingested.SHOWN)
                .items();
    }
}
