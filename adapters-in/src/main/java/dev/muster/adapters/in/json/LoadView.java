package dev.muster.adapters.in.json;

import dev.muster.application.ingest.Ingested;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of an input. */
public sealed interface LoadView {
    /** Rejections that tell why a file is a wrong one. */
    int OF_WRONG_FILE = 10;

    /**
     * An input that was loaded, or would be.
     *
     * @param rejections the first ones
     * @param unchangedKeys the first ones
     * @param corrections the first ones
     * @param changes the first ones; of a dry run only
     */
    record Loaded(
            @Member(unwrapped = true) RunView run,
            Iterable<RejectionView> rejections,
            List<Object> unchangedKeys,
            Iterable<Correction> corrections,
            Optional<Iterable<Change>> changes)
            implements LoadView {}

    /**
     * A record that would replace a stored one.
     *
     * @param old the stored values by name of field
     * @param replacement the new ones
     */
    record Change(
            Object key,
            Map<String, @Nullable Object> old,
            @Member(name = "new") Map<String, @Nullable Object> replacement) {
        static Change of(Dataset dataset, Ingested.Change change) {
            return new Change(
                    change.key(), RecordView.of(dataset, change.before()), RecordView.of(dataset, change.after()));
        }
    }

    /**
     * A record that took the place of a rejection.
     *
     * @param rejectionId the rejection that the record names
     * @param fields the names of the fields that it changed although nothing was wrong with them
     * @param old their values as received, by name of field, cut if long; null for absent
     * @param replacement their values now, likewise
     */
    record Correction(
            String rejectionId,
            long recordNumber,
            long line,
            List<String> fields,
            Map<String, @Nullable String> old,
            @Member(name = "new") Map<String, @Nullable String> replacement) {
        static Correction of(Ingested.Corrected corrected) {
            Map<String, @Nullable String> old = new LinkedHashMap<>();
            Map<String, @Nullable String> replacement = new LinkedHashMap<>();
            corrected.beside().forEach(field -> {
                old.put(field.name(), field.before());
                replacement.put(field.name(), field.after());
            });
            return new Correction(
                    corrected.rejection().toString(),
                    corrected.recordNumber(),
                    corrected.line(),
                    List.copyOf(old.keySet()),
                    old,
                    replacement);
        }
    }

    /**
     * Why an input was not loaded.
     *
     * @param rejections the first ones, if they are the reason
     */
    record Failed(@Member(unwrapped = true) ProblemView problem, Optional<Iterable<RejectionView>> rejections)
            implements LoadView {}

    /** Returns the view of an input that is on record. */
    static LoadView ingested(Ingested ingested) {
        ListsOfAnswer lists = new ListsOfAnswer();
        return new Loaded(
                RunView.of(ingested.run()),
                lists.first(ingested.rejections(), RejectionView::listed),
                ingested.unchangedKeys(),
                lists.first(ingested.corrections(), Correction::of),
                Optional.empty());
    }

    /** Returns the view of a dry run. It has no ids, because nothing is stored, but it has the first changes. */
    static LoadView rehearsed(Ingested ingested, Dataset dataset) {
        ListsOfAnswer lists = new ListsOfAnswer();
        return new Loaded(
                RunView.unkept(ingested.run()),
                lists.first(ingested.rejections(), ofRun(ingested, RejectionView::rehearsed)),
                ingested.unchangedKeys(),
                lists.first(ingested.corrections(), Correction::of),
                Optional.of(lists.first(ingested.changes(), change -> Change.of(dataset, change))));
    }

    /**
     * Why an input was not loaded.
     *
     * @param error why its run failed
     * @param rehearsal whether nothing was to be stored, not even the run
     */
    static LoadView failed(Ingested ingested, Problem error, boolean rehearsal) {
        return new Failed(
                ProblemView.of(
                        rehearsal
                                ? error
                                : error.with("run", ingested.run().id().toString())),
                reasons(ingested, error, rehearsal));
    }

    /** The first rejections, if they are why the input was not loaded. */
    private static Optional<Iterable<RejectionView>> reasons(Ingested ingested, Problem error, boolean rehearsal) {
        boolean wrongFile = error.type() == ProblemType.WRONG_FILE;
        if (!wrongFile && error.type() != ProblemType.BATCH_REJECTED) {
            return Optional.empty();
        }
        Function<Rejection, RejectionView> view = rehearsal
                ? RejectionView::rehearsed
                : ingested.run().options().whole() ? RejectionView::unkept : RejectionView::listed;
        List<Rejection> first = ingested.rejections();
        return Optional.of(new ListsOfAnswer()
                .first(
                        wrongFile ? first.subList(0, Math.min(OF_WRONG_FILE, first.size())) : first,
                        ofRun(ingested, view)));
    }

    /** Shows rejections of the run itself as {@code own} does, and those that it repeats as they are stored. */
    private static Function<Rejection, RejectionView> ofRun(Ingested ingested, Function<Rejection, RejectionView> own) {
        return rejection -> rejection.id().run().equals(ingested.run().id())
                ? own.apply(rejection)
                : RejectionView.listed(rejection);
    }
}
