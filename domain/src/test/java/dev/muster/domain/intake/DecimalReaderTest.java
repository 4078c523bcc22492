package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Holds the reader of decimals against {@link BigDecimal}, which reads the same numbers and some more. */
class DecimalReaderTest {
    private static final int SCALE = 6;
    private static final Dataset DATASET = new Dataset(
            "numbers", "Numbers", "Numbers.", "number", List.of(Field.decimal("number", SCALE, "A number")));
    private static final RecordValidator VALIDATOR = new RecordValidator(DATASET, Instant.EPOCH);

    @Property(tries = 5_000)
    void readsNumbersAsBigDecimalDoes(@ForAll("numbers") String text) {
        assertThat(verdict(text)).isEqualTo(expected(new BigDecimal(text)));
    }

    @Property(tries = 5_000)
    void takesNothingElse(@ForAll("nearlyNumbers") String text) {
        BigDecimal number = bigDecimal(text);
        // BigDecimal takes +5, 5. and .5 too.
        boolean ours = number != null && text.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

        assertThat(verdict(text)).isEqualTo(ours ? expected(number) : Set.of(ReasonCode.NOT_DECIMAL));
    }

    /** The number stored, or the codes against it. */
    private static Object verdict(String text) {
        return switch (VALIDATOR.validate(RawRecord.plain(DATASET, text))) {
            case Verdict.Accepted(Row row) -> row.get(0);
            case Verdict.Rejected(List<Reason> reasons, Object key) ->
                reasons.stream().map(Reason::code).collect(Collectors.toSet());
        };
    }

    private static Object expected(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        if (stripped.precision() - (long) stripped.scale() > 15 && stripped.signum() != 0) {
            codes.add(ReasonCode.OUT_OF_RANGE);
        }
        if (stripped.scale() > SCALE) {
            codes.add(ReasonCode.TOO_MANY_DECIMALS);
        }
        if (!codes.isEmpty()) {
            return codes;
        }
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static @Nullable BigDecimal bigDecimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Provide
    Arbitrary<String> numbers() {
        Arbitrary<String> digits =
                Arbitraries.strings().withChars("0001579").ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> exponent = Combinators.combine(
                        Arbitraries.of("e", "E"),
                        Arbitraries.of("", "-", "+"),
                        Arbitraries.integers().between(0, 30))
                .as((e, sign, number) -> e + sign + number);
        return Combinators.combine(
                        Arbitraries.of("", "-"),
                        digits,
                        Arbitraries.oneOf(Arbitraries.just(""), digits.map(fraction -> "." + fraction)),
                        Arbitraries.oneOf(Arbitraries.just(""), exponent))
                .as((sign, integer, fraction, e) -> sign + integer + fraction + e);
    }

    @Provide
    Arbitrary<String> nearlyNumbers() {
        return Arbitraries.strings().withChars("01.eE+-").ofMinLength(1).ofMaxLength(8);
    }
}
