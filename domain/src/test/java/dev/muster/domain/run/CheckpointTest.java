package dev.muster.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {

    @Test
    void startsOnLineOneWithNothingBehind() {
        assertThat(Checkpoint.START).isEqualTo(new Checkpoint(0, 1, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, 0, 0", "0, 0, 0, 0", "0, 1, -1, 0", "0, 1, 0, -1"})
    void saysTheBrokenFact(long records, long line, long offset, long blankLines) {
        assertThatThrownBy(() -> new Checkpoint(records, line, offset, blankLines))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no checkpoint: records %s, line %s, offset %s, blank lines %s",
                        records, line, offset, blankLines);
    }
}
