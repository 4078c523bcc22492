package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Holds the reader of instants against {@link OffsetDateTime}, which reads the same shape and some more. */
class InstantReaderTest {
    private static final Dataset DATASET =
            new Dataset("times", "Times", "Times.", "time", List.of(Field.instant("time", "A time")));
    private static final RecordValidator VALIDATOR = new RecordValidator(DATASET, Instant.EPOCH);

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void readsTimesOfItsShapeAsOffsetDateTimeDoes(@ForAll("shaped") String text) {
        assertThat(verdict(text)).isEqualTo(expected(text));
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void takesNothingElse(@ForAll("nearlyShaped") String text) {
        boolean ours = text.matches(
                "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?" + "(Z|[+-][0-9]{2}:[0-9]{2})");

        if (ours) {
            assertThat(verdict(text)).isEqualTo(expected(text));
        } else {
            assertThat(verdict(text)).isIn(ReasonCode.DATETIME_FORMAT, ReasonCode.DATETIME_NO_ZONE);
        }
    }

    @Test
    void agreesOnTheEndsOfEveryMonth() {
        for (YearMonth month = YearMonth.of(1900, 1); month.getYear() < 10_000; month = month.plusMonths(1)) {
            LocalDate last = month.atEndOfMonth();
            Instant start = last.atStartOfDay(ZoneOffset.UTC).toInstant();

            assertThat(verdict(last + "T00:00:00Z")).isEqualTo(start);
            assertThat(verdict("%sT00:00:00Z".formatted(last.withDayOfMonth(1))))
                    .isEqualTo(start.minus(last.getDayOfMonth() - 1L, ChronoUnit.DAYS));
            assertThat(verdict(String.format(Locale.ROOT, "%s-%02dT00:00:00Z", month, last.getDayOfMonth() + 1)))
                    .isEqualTo(ReasonCode.DATETIME_INVALID);
        }
    }

    /** The instant stored, or the code against it. */
    private static Object verdict(String text) {
        return switch (VALIDATOR.validate(RawRecord.plain(DATASET, text))) {
            case Verdict.Accepted(Row row) -> row.get(0);
            case Verdict.Rejected(List<Reason> reasons, Object key) ->
                reasons.getFirst().code();
        };
    }

    private static Object expected(String text) {
        Instant instant;
        try {
            instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return ReasonCode.DATETIME_INVALID;
        }
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year < 1900 || year > 9999 ? ReasonCode.OUT_OF_RANGE : instant;
    }

    @Provide
    Arbitrary<String> shaped() {
        return Combinators.combine(
                        Arbitraries.oneOf(
                                number(0, 9999, 4), Arbitraries.of("1899", "1900", "2000", "2024", "2100", "9999")),
                        Combinators.combine(number(0, 13, 2), number(0, 32, 2)).as((month, day) -> month + "-" + day),
                        Combinators.combine(number(0, 24, 2), number(0, 60, 2), number(0, 60, 2))
                                .as((hour, minute, second) -> hour + ":" + minute + ":" + second),
                        Arbitraries.strings().numeric().ofMaxLength(9).map(text -> text.isEmpty() ? "" : "." + text),
                        Arbitraries.oneOf(
                                Arbitraries.just("Z"),
                                Combinators.combine(Arbitraries.of("+", "-"), number(0, 19, 2), number(0, 60, 2))
                                        .as((sign, hours, minutes) -> sign + hours + ":" + minutes)))
                .as((year, day, time, fraction, offset) -> year + "-" + day + "T" + time + fraction + offset);
    }

    /** A good one of which one character is another, missing, or twice. */
    @Provide
    Arbitrary<String> nearlyShaped() {
        return Combinators.combine(
                        Arbitraries.of("2021-11-07T02:48:42Z", "2020-02-29T23:59:59.123+05:30"),
                        Arbitraries.integers().between(0, 28),
                        Arbitraries.strings().withChars("0129-+:.TtZz /\u00E9").ofMaxLength(2))
                .as((text, at, other) -> {
                    int index = Math.min(at, text.length() - 1);
                    return text.substring(0, index) + other + text.substring(index + 1);
                });
    }

    private static Arbitrary<String> number(int min, int max, int digits) {
        return Arbitraries.integers().between(min, max).map(n -> String.format(Locale.ROOT, "%0" + digits + "d", n));
    }
}
