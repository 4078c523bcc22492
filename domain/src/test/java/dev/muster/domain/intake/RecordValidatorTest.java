package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.KnownDatasets;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.RawRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordValidatorTest {
    private static final Dataset POSTS = KnownDatasets.BUILT_IN.get("posts");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.muster.domain.intake.GoldenCase#all")
    void givesTheGoldenVerdict(GoldenCase golden) {
        RecordValidator validator = new RecordValidator(golden.dataset(), golden.received());

        switch (golden.verdict()) {
            case Verdict.Accepted accepted ->
                assertThat(validator.validate(golden.record())).isEqualTo(accepted);
            case Verdict.Rejected(List<Reason> reasons, Object key) ->
                assertThat(validator.validate(golden.record()))
                        .isInstanceOfSatisfying(
                                Verdict.Rejected.class,
                                rejected -> assertThat(rejected.reasons()).isEqualTo(reasons));
        }
    }

    @Test
    void looksAtNoValueOfARecordThatCouldNotBeSplit() {
        Reason columnCount = Reason.ofRecord(ReasonCode.COLUMN_COUNT, "5 values for 4 columns");
        RawRecord record = RawRecord.plain(POSTS, "x");
        record.fault(columnCount);

        assertThat(validate(record)).isEqualTo(new Verdict.Rejected(List.of(columnCount), null));
    }

    @Test
    void givesTheDecodersReasonsAndItsOwnInTheOrderOfTheFields() {
        Reason unknown = new Reason(ReasonCode.UNKNOWN_FIELD, "colour", "red", "colour is no field of posts");
        Reason duplicate = new Reason(ReasonCode.DUPLICATE_FIELD, "user_id", "8", "user_id is given twice");
        RawRecord record = RawRecord.plain(POSTS, "x", "y", "A title");
        record.fault(unknown);
        record.fault(duplicate);

        assertThat(validate(record))
                .isEqualTo(new Verdict.Rejected(
                        List.of(
                                new Reason(ReasonCode.NOT_INTEGER, "id", "x", "id must be a whole number"),
                                duplicate,
                                new Reason(ReasonCode.REQUIRED, "body", "", "body is required"),
                                unknown),
                        null));
    }

    @Test
    void forgetsTheRecordBefore() {
        RawRecord record = RawRecord.plain(POSTS, "1", "1", "A title", "A body");
        record.fault(Reason.ofRecord(ReasonCode.CSV_QUOTE, "text follows a closing quote"));
        RecordValidator validator = new RecordValidator(POSTS, Instant.EPOCH);
        Verdict first = validator.validate(record);

        record.start(2, 2, 20);
        byte[] value = "7".getBytes(StandardCharsets.US_ASCII);
        record.set(0, Kind.NUMBER, value, 0, value.length);

        assertThat(validator.validate(record))
                .isEqualTo(new Verdict.Rejected(
                        List.of(
                                new Reason(ReasonCode.REQUIRED, "user_id", "", "user_id is required"),
                                new Reason(ReasonCode.REQUIRED, "title", "", "title is required"),
                                new Reason(ReasonCode.REQUIRED, "body", "", "body is required")),
                        7L));
        assertThat(first)
                .isEqualTo(new Verdict.Rejected(
                        List.of(Reason.ofRecord(ReasonCode.CSV_QUOTE, "text follows a closing quote")), null));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"users,email, Ada@Example.org ,ada@example.org", "users,phone,555-0100,5550100", "users,phone,( ),"
            })
    void judgesAValueThatStandsAloneAsInARecord(String dataset, String field, String text, String stored) {
        assertThat(RecordValidator.validate(field(dataset, field), text, Instant.EPOCH))
                .isEqualTo(new Verdict.Accepted(Row.of((Object) stored)));
    }

    @Test
    void saysWhatIsWrongWithAValueThatStandsAlone() {
        assertThat(RecordValidator.validate(field("posts", "id"), "8.0", Instant.EPOCH))
                .isEqualTo(new Verdict.Rejected(
                        List.of(new Reason(
                                ReasonCode.NOT_INTEGER, "id", "8.0", "id must be a whole number: 8 instead of 8.0")),
                        null));
        assertThat(RecordValidator.validate(field("posts", "title"), "", Instant.EPOCH))
                .isEqualTo(new Verdict.Rejected(
                        List.of(new Reason(ReasonCode.REQUIRED, "title", "", "title is required")), null));
    }

    private static Field field(String dataset, String name) {
        Dataset owner = KnownDatasets.BUILT_IN.get(dataset);
        return owner.field(name);
    }

    private static Verdict validate(RawRecord record) {
        return new RecordValidator(POSTS, Instant.EPOCH).validate(record);
    }
}
