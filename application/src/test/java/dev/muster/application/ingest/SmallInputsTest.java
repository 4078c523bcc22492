package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.muster.application.port.RunListener;
import dev.muster.application.port.RunStore;
import dev.muster.domain.run.Counts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inputs that the database keeps: loaded from memory, unless more of them wait than may be there. */
class SmallInputsTest {
    private static final int WAITING = IngestRecords.MOST_BYTES_WAITING / Landing.MAX_BYTES_IN_DATABASE;

    private final Intake intake = new Intake();
    private final RunStore runs = mock(RunStore.class, delegatesTo(intake.database.runs()));
    private final IngestRecords ingest = intake.ingestRecords(intake.database.with(runs), intake.objects);

    /** As large as one may be. */
    private Ingestion land(int id) throws IOException {
        String line = "%s,Law".formatted(id);
        String blankLines = "\n".repeat(Landing.MAX_BYTES_IN_DATABASE - line.length() - 1);
        return ingest.land(intake.load(DEPARTMENTS).request(), Intake.input(Intake.text(List.of(line + blankLines))));
    }

    private void load(Ingestion landed) {
        assertThat(landed.load(RunListener.NONE).run().counts()).isEqualTo(Counts.of(1, 0, 0, 0));
    }

    @Test
    void areReadBackOnlyIfTooManyWait() throws IOException {
        List<Ingestion> waiting = new ArrayList<>();
        for (int id = 1; id <= WAITING + 2; id++) {
            waiting.add(land(id));
        }
        load(waiting.getFirst());
        waiting.add(land(WAITING + 3));
        waiting.subList(1, waiting.size()).forEach(this::load);

        for (Ingestion landed : waiting) {
            long run = landed.run().id().value();
            boolean tooMany = run == WAITING + 1 || run == WAITING + 2;
            verify(runs, times(tooMany ? 1 : 0)).rawOf(landed.run().id(), 1);
        }
    }

    @Test
    void areLoadedOnce() throws IOException {
        Ingestion landed = land(1);
        load(landed);

        assertThatThrownBy(() -> landed.load(RunListener.NONE)).isInstanceOf(IllegalStateException.class);
    }
}
