package dev.muster.application.reports;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.in;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.application.fixtures.Fixtures.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.reports.Summarise.Line;
import dev.muster.application.reports.Summarise.Summary;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummariseTest {
    private final Database database = new InMemoryDatabase(CATALOG).ports();
    private final Summarise summarise = new Summarise(CATALOG, database);

    private void given(long id, Dataset dataset, Counts counts, Rejection... rejections) {
        database.unitOfWork().write(() -> {
            Run run = run(id, dataset);
            Claim claim = database.runs().create(run);
            database.runs()
                    .save(
                            claim,
                            run.advanced(counts, Map.of(), Checkpoint.START, 0).succeeded(NOW));
            database.rejections().add(List.of(rejections));
            return null;
        });
    }

    @Test
    void saysThatNothingWasReceived() {
        List<Line> lines = CATALOG.all().stream()
                .map(dataset -> new Line(dataset.name(), 0, 0, 0, 0))
                .toList();

        assertThat(summarise.summary()).isEqualTo(new Summary(new Line(null, 0, 0, 0, 0), lines));
        assertThat(summarise.summary().total().successRate()).isNull();
    }

    @Test
    void sumsUpEachDatasetAndAllTogether() {
        RunId first = new RunId(1);
        RunId second = new RunId(2);
        given(
                1,
                DEPARTMENTS,
                Counts.of(2, 1, 3, 2),
                rejection(first, 1, DEPARTMENTS),
                rejection(first, 2, DEPARTMENTS));
        given(
                2,
                HIRED_EMPLOYEES,
                Counts.of(0, 0, 0, 1),
                in(Rejection.Status.REPLAYED, rejection(second, 1, HIRED_EMPLOYEES)));
        given(3, DEPARTMENTS, Counts.of(1, 0, 1, 0));

        Summary summary = summarise.summary();

        assertThat(summary.total()).isEqualTo(new Line(null, 11, 8, 3, 2));
        assertThat(summary.datasets().subList(0, 4))
                .containsExactly(
                        new Line("departments", 10, 8, 2, 2),
                        new Line("jobs", 0, 0, 0, 0),
                        new Line("hired_employees", 1, 0, 1, 0),
                        new Line("transactions", 0, 0, 0, 0));
        assertThat(summary.datasets()).extracting(Line::successRate).startsWith(0.8, null, 0.0, null);
        assertThat(summary.total().successRate()).isEqualTo(8.0 / 11);
    }

    @Test
    void sumsUpTheLedgerOfEveryRunWhateverBecameOfIt() {
        given(1, JOBS, Counts.of(2_000_000_000L, 0, 0, 0));
        given(2, JOBS, Counts.of(2_000_000_000L, 0, 0, 0));

        assertThat(summarise.summary().total()).isEqualTo(new Line(null, 4_000_000_000L, 4_000_000_000L, 0, 0));
    }
}
