package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.Scratch;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Scratch} promises. */
public abstract class ScratchContract {
    private static final RunId RUN = new RunId(7);

    /** More keys than a statement has parameters for. */
    private static final int MANY = 70_000;

    protected abstract Scratch.Space space();

    static Collection<Dataset> datasets() {
        return CATALOG.all();
    }

    private static List<StoredRow> find(Scratch scratch, Collection<Object> keys) {
        List<StoredRow> found = new ArrayList<>();
        scratch.find(keys, found::add);
        return found;
    }

    @ParameterizedTest
    @MethodSource("datasets")
    void givesValuesOfAllTypesBackAsTheyWerePut(Dataset dataset) {
        List<StoredRow> rows = new ArrayList<>();
        for (Row row : Specimens.rows(CATALOG, dataset)) {
            rows.add(new StoredRow(row, RUN, rows.size() + 1));
        }
        try (Scratch scratch = space().open(dataset)) {
            scratch.put(rows);
            assertThat(find(
                            scratch,
                            rows.stream().map(row -> row.row().key(dataset)).toList()))
                    .containsExactlyInAnyOrderElementsOf(rows);
        }
    }

    @Test
    void givesWhatWasPutLast() {
        try (Scratch scratch = space().open(JOBS)) {
            scratch.put(List.of(new StoredRow(job(1, "Clerk"), RUN, 1), new StoredRow(job(2, "Cook"), RUN, 2)));
            scratch.put(List.of(new StoredRow(job(2, "Chef"), RUN, 3)));
            assertThat(find(scratch, List.of(1L, 2L, 3L)))
                    .containsExactlyInAnyOrder(
                            new StoredRow(job(1, "Clerk"), RUN, 1), new StoredRow(job(2, "Chef"), RUN, 3));
            assertThat(find(scratch, List.of())).isEmpty();
        }
    }

    @Test
    void takesManyAtOnce() {
        List<StoredRow> many = LongStream.rangeClosed(1, MANY)
                .mapToObj(n -> new StoredRow(job(n, "Clerk"), RUN, n))
                .toList();
        List<Object> keys =
                LongStream.rangeClosed(0, MANY + 1).<Object>mapToObj(n -> n).toList();
        try (Scratch scratch = space().open(JOBS)) {
            scratch.put(many);
            assertThat(find(scratch, keys)).hasSize(MANY);
        }
    }

    @Test
    void tellsWhichRejectionsWereClosed() {
        Rejection.Id first = new Rejection.Id(RUN, 1);
        Rejection.Id second = new Rejection.Id(RUN, 2);
        Rejection.Id ofAnother = new Rejection.Id(new RunId(8), 1);
        try (Scratch scratch = space().open(JOBS)) {
            assertThat(scratch.closed(List.of(first))).isEmpty();
            scratch.close(Set.of(first, second));
            scratch.close(Set.of(second));
            assertThat(scratch.closed(List.of(first, second, ofAnother))).containsExactlyInAnyOrder(first, second);
        }
    }

    @Test
    void isEmptyWhereverItIsOpened() {
        try (Scratch one = space().open(JOBS);
                Scratch other = space().open(JOBS)) {
            one.put(List.of(new StoredRow(job(1, "Clerk"), RUN, 1)));
            one.close(Set.of(new Rejection.Id(RUN, 1)));
            assertThat(find(other, List.of(1L))).isEmpty();
            assertThat(other.closed(List.of(new Rejection.Id(RUN, 1)))).isEmpty();
        }
    }
}
