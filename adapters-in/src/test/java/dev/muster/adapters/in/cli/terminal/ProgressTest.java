package dev.muster.adapters.in.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static final long SECOND = 1_000_000_000;
    private static final Run RUN = Run.started(
                    new RunId(1),
                    Fixtures.JOBS,
                    Mode.INSERT,
                    Fixtures.anyOptions(),
                    new Source(Source.Kind.UPLOAD, "jobs.csv", "", 1_000),
                    Fixtures.NOW)
            .advanced(Counts.of(90, 0, 0, 10), Map.of("required", 10L), Checkpoint.START, 250);

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 90934 | 0 | 0 | 1 | jobs  0 % of 90.9 kB  0 rows/s  0 rejected",
                "45000000 | 90000000 | 960000 | 40000 | 4 | jobs  50 % of 90.0 MB  250,000 rows/s  40,000 rejected  4 s left",
                "1000000 | 100000000 | 20000 | 0 | 1 | jobs  1 % of 100.0 MB  20,000 rows/s  0 rejected  1 min 39 s left",
                "1000000 | 8000000000 | 20000 | 0 | 1 | jobs  0 % of 8.0 GB  20,000 rows/s  0 rejected  2 h 13 min left",
                "999 | 999 | 10 | 0 | 1 | jobs  100 % of 999 B  10 rows/s  0 rejected",
            })
    void loadingTells(long bytes, long total, long inserted, long rejected, long seconds, String text) {
        assertThat(ProgressText.loading("jobs", bytes, total, Counts.of(inserted, 0, 0, rejected), seconds * SECOND, 0))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "200, 'jobs  ━━━━━━━━━━━━────────────  50 % of 1.0 kB  received'",
        "45,  'jobs  ━━━━━━───────  50 % of 1.0 kB  received'",
        "38,  'jobs  ━━━───  50 % of 1.0 kB  received'",
        "37,  'jobs  50 % of 1.0 kB  received'",
    })
    void theBarTakesTheRoomThatIsLeft(int columns, String text) {
        assertThat(ProgressText.receiving("jobs", 500, 1_000, columns)).isEqualTo(text);
    }

    @Test
    void stepsTellTheirRows() {
        assertThat(ProgressText.step("writing jobs", 1_200_000)).isEqualTo("writing jobs  1,200,000 rows");
    }

    @Test
    void whatHasNoKnownSizeHasNoBar() {
        assertThat(ProgressText.receiving("jobs", 12_345_678, 0, 80)).isEqualTo("jobs  12.3 MB  received");
    }

    @Test
    void isDrawnOverItselfAndTakenAway() throws IOException {
        try (ProgressLine progress = new ProgressLine(terminal(true), "jobs", now::get)) {
            now.set(SECOND);
            progress.watch(new ByteArrayInputStream(new byte[400]), 1_000).readAllBytes();
            progress.loadingBegins();
            now.set(2 * SECOND);
            progress.progressed(RUN);
        }

        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        \rjobs  ━━━━━━━━━───────────────  40 % of 1.0 kB  received\u001b[K\
                        \rjobs  ━━━━━─────────────────  25 % of 1.0 kB  100 rows/s  10 rejected  3 s left\u001b[K\
                        \r\u001b[K""");
    }

    @Test
    void whatIsSoonDoneIsNotDrawn() {
        try (ProgressLine progress = new ProgressLine(terminal(true), "jobs", now::get)) {
            progress.loadingBegins();
            now.set(SECOND / 20);
            progress.progressed(RUN);
        }

        assertThat(screen.toByteArray()).isEmpty();
    }

    @Test
    void isDrawnTenTimesASecondAtMost() {
        try (ProgressLine progress = new ProgressLine(terminal(true), "jobs", now::get)) {
            progress.loadingBegins();
            for (long t = 0; t < SECOND; t += SECOND / 1_000) {
                now.set(t);
                progress.progressed(RUN);
            }
        }

        assertThat(screen.toString(StandardCharsets.UTF_8).split("jobs", -1)).hasSize(10);
    }

    @Test
    void nothingIsDrawnWhereNobodyWatches() throws IOException {
        try (ProgressLine progress = new ProgressLine(terminal(false), "jobs", now::get)) {
            now.set(SECOND);
            InputStream input = new ByteArrayInputStream(new byte[10]);
            assertThat(progress.watch(input, 10)).isSameAs(input);
            progress.loadingBegins();
            now.set(2 * SECOND);
            progress.progressed(RUN);
        }

        assertThat(screen.toByteArray()).isEmpty();
    }

    private Terminal terminal(boolean watched) {
        return new Terminal(
                InputStream.nullInputStream(), OutputStream.nullOutputStream(), screen, new Screen(false, watched, 80));
    }
}
