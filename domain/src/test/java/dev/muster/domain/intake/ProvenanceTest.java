package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvenanceTest {
    @Test
    void aFileStartsBeforeItsFirstByte() {
        assertThat(Provenance.File.START).isEqualTo(new Provenance.File(1, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 9", "1, -1, 9", "1, 9, 8"})
    void aFileHasNoOtherStretches(long firstLine, long byteStart, long byteEnd) {
        assertThatThrownBy(() -> new Provenance.File(firstLine, byteStart, byteEnd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no stretch of a file: from line %s, bytes %s to %s", firstLine, byteStart, byteEnd);
    }
}
