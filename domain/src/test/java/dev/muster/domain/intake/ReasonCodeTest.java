package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonCodeTest {
    private static final Set<ReasonCode> FOUND_BY_DECODERS = EnumSet.of(
            ReasonCode.COLUMN_COUNT,
            ReasonCode.CSV_QUOTE,
            ReasonCode.RECORD_TOO_LONG,
            ReasonCode.UNKNOWN_FIELD,
            ReasonCode.DUPLICATE_FIELD,
            ReasonCode.BAD_JSON);
    private static final Set<ReasonCode> FOUND_BY_THE_STORE =
            EnumSet.of(ReasonCode.UNKNOWN_REFERENCE, ReasonCode.DUPLICATE_KEY);

    @Test
    void namesAreTheOnesThatProgramsRelyOn() {
        assertThat(Arrays.stream(ReasonCode.values()).map(ReasonCode::code))
                .containsExactly(
                        "column-count",
                        "csv-quote",
                        "record-too-long",
                        "bad-encoding",
                        "control-character",
                        "required",
                        "not-integer",
                        "not-decimal",
                        "out-of-range",
                        "too-long",
                        "too-many-decimals",
                        "pattern",
                        "not-allowed",
                        "datetime-format",
                        "datetime-no-zone",
                        "datetime-invalid",
                        "in-future",
                        "wrong-type",
                        "unknown-field",
                        "duplicate-field",
                        "bad-json",
                        "unknown-reference",
                        "duplicate-key");
    }

    @Test
    void everyCodeThatTheValidatorFindsIsProvokedByAGoldenCase() {
        Set<ReasonCode> foundByValidator = EnumSet.allOf(ReasonCode.class);
        foundByValidator.removeAll(FOUND_BY_DECODERS);
        foundByValidator.removeAll(FOUND_BY_THE_STORE);

        Set<ReasonCode> provoked = GoldenCase.all().stream()
                .map(golden -> new RecordValidator(golden.dataset(), golden.received()).validate(golden.record()))
                .filter(Verdict.Rejected.class::isInstance)
                .flatMap(verdict -> ((Verdict.Rejected) verdict).reasons().stream())
                .map(Reason::code)
                .collect(Collectors.toSet());

        assertThat(provoked).isEqualTo(foundByValidator);
    }

    @ParameterizedTest
    @EnumSource
    void hasAMeaningAndARemedyAndIsFoundByItsName(ReasonCode code) {
        assertThat(code.meaning()).matches("[A-Z].{10,}\\.");
        assertThat(code.remedy()).matches("[A-Z].{10,}\\.");
        assertThat(ReasonCode.of(code.code())).isEqualTo(code);
        assertThat(code.shownByRecord()).isEqualTo(!FOUND_BY_THE_STORE.contains(code));
    }

    @Test
    void noOtherNameIsACode() {
        assertThatThrownBy(() -> ReasonCode.of("REQUIRED"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no reason code 'REQUIRED'");
    }
}
