package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectionTest {
    private static final RunId RUN = new RunId(7);

    @Test
    void hasAtLeastOneReason() {
        Rejection.Id id = new Rejection.Id(RUN, 2);

        assertThatThrownBy(() -> new Rejection(
                        id, "jobs", 2, Rejection.Status.OPEN, List.of(), new byte[0], null, null, Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rejection 0000000000007-2 has no reason");
    }

    @Test
    void recordsAreCountedFromOne() {
        assertThatThrownBy(() -> new Rejection.Id(RUN, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("record number 0 is less than 1");
    }

    @Property
    void idIsFoundAgainFromItsText(
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long run,
            @ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long recordNumber) {
        Rejection.Id id = new Rejection.Id(new RunId(run), recordNumber);

        assertThat(Rejection.Id.parse(id.toString())).contains(id);
    }

    @Property
    void idsAreOrderedByRunThenRecord(
            @ForAll @LongRange(min = 1, max = 3) long runA,
            @ForAll @LongRange(min = 1, max = 3) long recordA,
            @ForAll @LongRange(min = 1, max = 3) long runB,
            @ForAll @LongRange(min = 1, max = 3) long recordB) {
        assertThat(new Rejection.Id(new RunId(runA), recordA).compareTo(new Rejection.Id(new RunId(runB), recordB)))
                .isEqualTo(Long.compare(runA * 10 + recordA, runB * 10 + recordB));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "7",
                "7-2",
                "0000000000007",
                "0000000000007-",
                "0000000000007-0",
                "0000000000007-02",
                "0000000000007--2",
                "0000000000007-+2",
                "0000000000007-2 ",
                "0000000000007-2-3",
                "0000000000007-٢",
                "0000000000007-9999999999999999999",
                "0000000000000-2",
                "000000000000U-2"
            })
    void otherTextsAreNoId(String text) {
        assertThat(Rejection.Id.parse(text)).isEmpty();
    }

    @Test
    void statesHaveTheNamesThatProgramsRelyOn() {
        assertThat(Arrays.stream(Rejection.Status.values()).map(Rejection.Status::code))
                .containsExactly("open", "replayed", "discarded", "superseded");
        assertThat(Arrays.stream(Rejection.Status.values())
                        .map(Rejection.Status::code)
                        .map(Rejection.Status::of))
                .containsExactly(Rejection.Status.values());
    }
}
