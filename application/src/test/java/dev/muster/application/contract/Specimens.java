package dev.muster.application.contract;

import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Constraint;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows at the limits of what their fields hold, made from the descriptors. */
public final class Specimens {
    /** Enough that each value of each field is in some row. */
    private static final int ROWS = 48;

    /**
     * Texts that something on the way may change, cut, merge or sort wrongly, ascending by code point; none is equal to another
     * byte for byte.
     */
    static final List<String> TEXTS = List.of(
            "\u0001\u0008\u001f",
            "\t\n\r\r\n",
            " leading",
            "\"quoted\",,;|",
            "%_",
            "'; DROP TABLE jobs; --",
            "A",
            "NULL",
            "Z",
            "\\N",
            "_",
            "a",
            "a ",
            "aa",
            "ab",
            "e\u0301",
            "z",
            "\u007f",
            "\u0085\u00a0",
            "\u00df",
            "\u00e9",
            "\u0130\u0131",
            "\u0645\u0631\u062d\u0628\u0627",
            "\u07ff",
            "\u0800",
            "\u200f\u202e",
            "\ud7ff",
            "\ue000",
            "\ufb01",
            "\ufffd",
            "\uffff",
            "\ud800\udc00",
            "\ud83d\udc69\u200d\ud83d\ude80",
            "\udbff\udfff");

    private static final List<Instant> INSTANTS = Stream.of(
                    "1900-01-01T00:00:00Z",
                    "1900-01-01T00:00:00.000001Z",
                    "1911-03-10T23:50:39Z",
                    "1969-12-31T23:59:59.999999Z",
                    "1970-01-01T00:00:00Z",
                    "1970-01-01T00:00:00.000001Z",
                    "2000-02-29T12:34:56.7Z",
                    "2021-03-28T01:30:00.120Z",
                    "2021-11-07T02:48:42.123456Z",
                    "2038-01-19T03:14:08Z",
                    "9999-12-31T23:59:59.999999Z")
            .map(Instant::parse)
            .toList();

    private Specimens() {}

    /** Rows of {@code dataset} with distinct keys, whose references are keys of the specimens of the datasets before it. */
    public static List<Row> rows(Catalog catalog, Dataset dataset) {
        List<List<@Nullable Object>> choices = new ArrayList<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            choices.add(i == dataset.keyIndex() ? keys(field) : choices(catalog, field));
        }
        List<Row> rows = new ArrayList<>();
        for (int n = 0; n < ROWS; n++) {
            Object[] values = new Object[choices.size()];
            for (int i = 0; i < values.length; i++) {
                // Shifted by field, so that the fields of a row do not all take their first value.
                values[i] = i == dataset.keyIndex()
                        ? choices.get(i).get(n)
                        : choices.get(i).get((n + i) % choices.get(i).size());
            }
            rows.add(Row.of(values));
        }
        return rows;
    }

    private static List<@Nullable Object> choices(Catalog catalog, Field field) {
        if (field.reference() != null) {
            Dataset parent = catalog.parentOf(field);
            return rows(catalog, parent).stream().map(row -> row.key(parent)).toList();
        }
        List<@Nullable Object> choices = new ArrayList<>(values(field));
        if (!field.required() && field.defaultText() == null) {
            choices.add(null);
        }
        return choices;
    }

    private static List<@Nullable Object> keys(Field field) {
        List<@Nullable Object> keys = new ArrayList<>(values(field));
        for (long n = 1_000; keys.size() < ROWS; n++) {
            keys.add(
                    switch (field.type()) {
                        case FieldType.IntegerType _ -> n;
                        case FieldType.DecimalType _ -> BigDecimal.valueOf(n);
                        case FieldType.TextType _ -> "key " + n;
                        case FieldType.InstantType _ -> Instant.ofEpochSecond(n);
                    });
        }
        return keys;
    }

    /** Values of a field across all that it holds, distinct. */
    static List<Object> values(Field field) {
        return Stream.<Object>concat(
                        switch (field.type()) {
                            case FieldType.IntegerType type -> integers(type);
                            case FieldType.DecimalType type -> decimals(type);
                            case FieldType.TextType type -> texts(type);
                            case FieldType.InstantType _ -> INSTANTS.stream();
                        },
                        allowedTexts(field))
                .filter(value -> field.constraints().stream().allMatch(rule -> holds(rule, value)))
                .distinct()
                .toList();
    }

    private static Stream<Long> integers(FieldType.IntegerType type) {
        return Stream.of(type.min(), type.min() + 1, -1L, 0L, 1L, 7L, 256L, 65_536L, type.max() - 1, type.max())
                .filter(value -> value >= type.min() && value <= type.max());
    }

    private static Stream<BigDecimal> decimals(FieldType.DecimalType type) {
        int digits = type.integerDigits() + type.scale();
        BigDecimal greatest = new BigDecimal(BigInteger.TEN.pow(digits).subtract(BigInteger.ONE), type.scale());
        BigDecimal least = BigDecimal.ONE.movePointLeft(type.scale());
        return Stream.of(
                        greatest,
                        greatest.negate(),
                        least,
                        least.negate(),
                        BigDecimal.ZERO,
                        BigDecimal.ONE,
                        // Which must not come back as 1E+2, nor as 100.00.
                        new BigDecimal("100"),
                        new BigDecimal("-0.5"),
                        new BigDecimal("19.99"),
                        new BigDecimal("0.1"),
                        new BigDecimal("123456789012345"))
                .filter(value ->
                        value.scale() <= type.scale() && value.precision() - value.scale() <= type.integerDigits());
    }

    private static Stream<String> texts(FieldType.TextType type) {
        int length = type.maxCodePoints();
        return Stream.concat(
                        TEXTS.stream(),
                        Stream.of("x".repeat(length), "\ud83d\ude00".repeat(length), "a.b+c@\u00e4.example.org"))
                .filter(text -> text.codePointCount(0, text.length()) <= length);
    }

    private static Stream<String> allowedTexts(Field field) {
        return field.constraints().stream()
                .filter(Constraint.OneOf.class::isInstance)
                .flatMap(rule -> ((Constraint.OneOf) rule).allowed().stream());
    }

    private static boolean holds(Constraint rule, Object value) {
        return switch (rule) {
            case Constraint.Positive() -> value instanceof BigDecimal decimal ? decimal.signum() > 0 : (Long) value > 0;
            case Constraint.OneOf(List<String> allowed) -> allowed.contains(value);
            case Constraint.Matches matches ->
                matches.pattern().matcher((String) value).matches();
            case Constraint.NotInFuture() -> true;
        };
    }
}
