package dev.muster.adapters.in.json;

import dev.muster.application.ingest.Ingested;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of an input. */
public sealed interface LoadView {
    /** About how many bytes of JSON the lists of an answer have together, as a page of a list has. */
    long LISTS = 4 << 20;

    /** Rejections that tell why a file is a wrong one. */
    int OF_WRONG_FILE = 10;

    /**
     * An input that was loaded, or would be.
     *
     * @param rejections the first ones
     * @param unchangedKeys the first ones
     * @param changes the first ones; of a dry run only
     */
    record Loaded(
            @Member(unwrapped = true) RunView run,
            Iterable<RejectionView> rejections,
            List<Object> unchangedKeys,
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
     * Why an input was not loaded.
     *
     * @param rejections the first ones, if they are the reason
     */
    record Failed(@Member(unwrapped = true) ProblemView problem, Optional<Iterable<RejectionView>> rejections)
            implements LoadView {}

    /** What became of an input that is on record. */
    static LoadView ingested(Ingested ingested) {
        return new Loaded(
                RunView.of(ingested.run()),
                new Lists().first(ingested.rejections(), RejectionView::listed),
                ingested.unchangedKeys(),
                Optional.empty());
    }

    /** What would become of an input, of which nothing is stored: there are no ids, but the first changes are shown. */
    static LoadView rehearsed(Ingested ingested, Dataset dataset) {
        Lists lists = new Lists();
        return new Loaded(
                RunView.unkept(ingested.run()),
                lists.first(ingested.rejections(), RejectionView::rehearsed),
                ingested.unchangedKeys(),
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
        return Optional.of(new Lists()
                .first(wrongFile ? first.subList(0, Math.min(OF_WRONG_FILE, first.size())) : first, view));
    }

    /** What lists of an answer hold. Items become views one at a time, while they are counted and while they are written. */
    final class Lists {
        private long left = LISTS;

        private Lists() {}

        /** The first of {@code items}, as many as there are bytes for, at least one. */
        private <T, V> Iterable<V> first(List<T> items, Function<T, V> view) {
            int shown = 0;
            while (shown < items.size() && (shown == 0 || left > 0)) {
                left -= Json.size(view.apply(items.get(shown++)));
            }
            List<T> first = items.subList(0, shown);
            return () -> first.stream().map(view).iterator();
        }
    }
}
