package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Installation;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.ObjectStore.Listed;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeftLandingsTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final FakeClock clock = new FakeClock(NOW);
    private final InMemoryObjectStore objects = new InMemoryObjectStore(clock);
    private final Installation muster =
            new Installation(new InMemoryDatabase(CATALOG).ports(), objects, new LineDecoder());
    private final LeftLandings leftLandings = new LeftLandings(muster.database, objects);

    private Ingestion land(boolean dryRun) throws IOException {
        byte[] large = new byte[Landing.MAX_BYTES_IN_DATABASE + 1];
        Arrays.fill(large, (byte) '\n');
        return muster.ingestRecords.land(
                new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), dryRun),
                new Input(Source.Kind.UPLOAD, null, new ByteArrayInputStream(large)));
    }

    private void put(String key, String content) throws IOException {
        try (ObjectStore.Upload upload = objects.create(key)) {
            upload.body().write(content.getBytes(UTF_8));
            upload.commit();
        }
    }

    /** A process that is killed leaves a mark, and the object unless it was killed before it had all of it. */
    private void leave(RunId run, boolean withObject) throws IOException {
        String object = "raw/2026-03-01/%s/body".formatted(run);
        put("landings/" + run, object);
        if (withObject) {
            put(object, "content");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # object, run,   old,   removed, objects that stay
            true,     false, true,  1,       0
            true,     false, false, 0,       2
            true,     true,  true,  0,       1
            true,     true,  false, 0,       2
            false,    false, true,  0,       1
            false,    false, false, 0,       1
            """)
    void removesOldInputsWithoutARun(boolean object, boolean run, boolean old, int removed, int staying)
            throws IOException {
        RunId id = run ? muster.insert(DEPARTMENTS, "1,A\n").run().id() : new RunId(77);
        leave(id, object);
        if (old) {
            clock.advance(DAY);
        }

        assertThat(leftLandings.remove(clock.instant())).isEqualTo(removed);
        assertThat(leftLandings.remove(clock.instant())).isZero();
        assertThat(objects.list("")).hasSize(staying);
    }

    @Test
    void forgetsTheMarkOfAnInputThatDoesNotComeForDays() throws IOException {
        leave(new RunId(77), false);
        clock.advance(DAY.multipliedBy(8));

        assertThat(leftLandings.remove(clock.instant())).isZero();
        assertThat(objects.list("")).isEmpty();
    }

    /** It may have begun days ago. */
    @Test
    void leavesAnInputAloneWhoseLastByteHasJustCome() throws IOException {
        RunId run = new RunId(77);
        leave(run, false);
        clock.advance(DAY);
        put("raw/2026-03-01/%s/body".formatted(run), "content");

        assertThat(leftLandings.remove(clock.instant())).isZero();
        assertThat(objects.list("")).hasSize(2);
    }

    /** Another database, or a copy of this one, may have its run on record. */
    @Test
    void leavesAnObjectAloneThatIsNotMarked() throws IOException {
        put("raw/2020-01-01/%s/body".formatted(new RunId(77)), "content");
        put("landings/by-someone-else", "raw/x");
        clock.advance(DAY);

        assertThat(leftLandings.remove(clock.instant())).isZero();
        assertThat(objects.list("")).hasSize(2);
    }

    @Test
    void marksAnInputUntilItsRunIsOnRecord() throws IOException {
        land(false);
        assertThat(objects.list("").map(Listed::key)).containsExactly("raw/2026-03-01/0000000000001/body");
    }

    @Test
    void marksTheInputOfADryRunUntilThatIsOver() throws IOException {
        Ingestion dryRun = land(true);
        assertThat(objects.list("").map(Listed::key))
                .containsExactly("landings/0000000000001", "raw/2026-03-01/0000000000001/body");

        dryRun.load(RunListener.NONE);
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void removesTheInputOfADryRunThatNeverCameToItsEnd() throws IOException {
        land(true);
        clock.advance(DAY);

        assertThat(leftLandings.remove(clock.instant())).isOne();
        assertThat(objects.list("")).isEmpty();
    }
}
