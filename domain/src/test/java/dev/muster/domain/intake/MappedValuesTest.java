package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.hiring.HiringDatasets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedValuesTest {
    private static final MappedValues VALUES = MappedValues.of(
            new Mapping(
                    "m",
                    Map.of("id", new Column.Position(1), "job", new Column.Position(2), "gone", new Column.Position(3)),
                    Map.of(
                            "job",
                            Map.of("a", "b", "b", "a", "", "none", "n/a", "", "\u00c4", "\u00e4 "),
                            "gone",
                            Map.of("a", "b"))),
            HiringDatasets.JOBS);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "a, b",
                "' a\t', b",
                "b, a",
                "A, A",
                "' c ', ' c '",
                "'', none",
                "' ', none",
                "n/a, ''",
                "\u00c4, '\u00e4 '",
                "-, -",
            })
    void areLookedUpAsTheyAreOnce(@Nullable String received, @Nullable String meaning) {
        RawRecord record = RawRecord.plain(HiringDatasets.JOBS, "a", received);

        VALUES.apply(record);

        assertThat(record.meaning(1)).isEqualTo(meaning);
        assertThat(record.text(1)).isEqualTo(received);
        assertThat(record.meaning(0)).isEqualTo("a");
    }

    @Test
    void areForgottenWithTheRecord() {
        RawRecord record = RawRecord.plain(HiringDatasets.JOBS, "1", "a");
        VALUES.apply(record);

        record.start(2, 2, 0);
        record.set(1, RawRecord.Kind.PLAIN, new byte[] {'x'}, 0, 1);

        assertThat(record.text(1)).isEqualTo("x");
        assertThat(record.meaning(1)).isEqualTo("x");
    }

    @Test
    void leaveBytesAloneThatAreNoText() {
        RawRecord record = new RawRecord(HiringDatasets.JOBS);
        record.start(1, 1, 0);
        record.set(1, RawRecord.Kind.PLAIN, new byte[] {(byte) 0xFF}, 0, 1);

        VALUES.apply(record);

        assertThat(record.text(1)).isNull();
        assertThat(record.buffer(1)[0]).isEqualTo((byte) 0xFF);
    }
}
