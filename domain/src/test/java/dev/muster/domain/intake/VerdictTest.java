package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void noRecordIsRejectedWithoutAReason() {
        assertThatThrownBy(() -> new Verdict.Rejected(List.of(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a rejected record has at least one reason");
    }

    @Test
    void reasonsStayWhatTheyWere() {
        Reason reason = Reason.ofRecord(ReasonCode.COLUMN_COUNT, "3 values for 2 columns");
        List<Reason> reasons = new ArrayList<>(List.of(reason));
        Verdict.Rejected rejected = new Verdict.Rejected(reasons, null);

        reasons.clear();

        assertThat(rejected.reasons()).containsExactly(reason);
    }
}
