package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.KnownDatasets;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class RecordValidatorPropertiesTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-01T12:00:00Z");
    private static final Map<String, RecordValidator> VALIDATORS = KnownDatasets.ALL.all().stream()
            .collect(Collectors.toMap(Dataset::name, dataset -> new RecordValidator(dataset, RECEIVED)));

    record Input(Dataset dataset, List<Value> values) {
        Verdict verdict() {
            RawRecord record = new RawRecord(dataset);
            record.start(1, 1, 0);
            for (int i = 0; i < values.size(); i++) {
                byte[] bytes = values.get(i).bytes();
                record.set(i, values.get(i).kind(), bytes, 0, bytes.length);
            }
            return VALIDATORS.get(dataset.name()).validate(record);
        }
    }

    record Value(Kind kind, byte[] bytes) {
        static Value of(Kind kind, String text) {
            return new Value(kind, text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return kind + ":" + new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void neverThrowsAndGivesWholeVerdicts(@ForAll("anyInput") Input input) {
        switch (input.verdict()) {
            case Verdict.Accepted(Row row) -> assertPasses(input.dataset(), row);
            case Verdict.Rejected(List<Reason> reasons, Object key) -> {
                List<Integer> fields = reasons.stream()
                        .map(reason -> input.dataset().indexOf(reason.field()).orElseThrow())
                        .toList();
                assertThat(fields).isNotEmpty().isSorted();
            }
        }
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void whatIsStoredIsAcceptedAgainAsItIs(@ForAll("probablyGoodInput") Input input) {
        if (input.verdict() instanceof Verdict.Accepted(Row row)) {
            assertPasses(input.dataset(), row);
            List<Value> stored = IntStream.range(0, row.size())
                    .mapToObj(i ->
                            row.get(i) == null ? Value.of(Kind.ABSENT, "") : Value.of(Kind.PLAIN, written(row.get(i))))
                    .toList();

            assertThat(new Input(input.dataset(), stored).verdict()).isEqualTo(new Verdict.Accepted(row));
        }
    }

    private static String written(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static void assertPasses(Dataset dataset, Row row) {
        assertThat(row.size()).isEqualTo(dataset.fields().size());
        for (int i = 0; i < row.size(); i++) {
            Field field = dataset.fields().get(i);
            Object value = row.get(i);
            if (value == null) {
                assertThat(field.required() || field.defaultText() != null)
                        .as("%s is null", field.name())
                        .isFalse();
            } else {
                assertThat(value).isInstanceOf(field.type().javaType());
            }
            switch (value) {
                case null -> {}
                case String text -> {
                    assertThat(text.codePointCount(0, text.length()))
                            .isBetween(1, ((FieldType.TextType) field.type()).maxCodePoints());
                    assertThat(WhiteSpace.trim(text)).isEqualTo(text);
                    assertThat(text.chars().filter(c -> c != '\t' && c != '\n' && c != '\r'))
                            .noneMatch(Character::isISOControl);
                }
                case BigDecimal decimal -> {
                    assertThat(decimal.scale()).isBetween(0, ((FieldType.DecimalType) field.type()).scale());
                    assertThat(decimal.precision() - decimal.scale()).isLessThanOrEqualTo(15);
                }
                case Instant instant -> assertThat(instant.getNano() % 1_000).isZero();
                default -> {}
            }
        }
    }

    @Provide
    Arbitrary<Input> anyInput() {
        return inputs(field ->
                Combinators.combine(Arbitraries.of(Kind.class), bytes()).as(Value::new));
    }

    @Provide
    Arbitrary<Input> probablyGoodInput() {
        return inputs(field -> Arbitraries.frequencyOf(
                Tuple.of(30, goodText(field).map(text -> Value.of(Kind.PLAIN, text))),
                Tuple.of(2, goodText(field).map(text -> Value.of(Kind.TEXT, text))),
                Tuple.of(1, Arbitraries.of("", " ", "\u00A0", "-").map(text -> Value.of(Kind.PLAIN, text)))));
    }

    private static Arbitrary<Input> inputs(Function<Field, Arbitrary<Value>> values) {
        return Arbitraries.of(KnownDatasets.ALL.all())
                .flatMap(dataset -> Combinators.combine(
                                dataset.fields().stream().map(values).toList())
                        .as(all -> new Input(dataset, all)));
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40),
                Arbitraries.of(
                                (byte) 0x00,
                                (byte) 0x20,
                                (byte) 0x2D,
                                (byte) 0x31,
                                (byte) 0x80,
                                (byte) 0xA0,
                                (byte) 0xC0,
                                (byte) 0xC2,
                                (byte) 0xED,
                                (byte) 0xF4)
                        .array(byte[].class)
                        .ofMaxSize(6),
                Arbitraries.strings()
                        .withChars("0123456789-+.:eETZ@ \t\n\u00A0\u200E\u2028\u202E\uFFFDé語")
                        .ofMaxLength(40)
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Arbitrary<String> goodText(Field field) {
        return switch (field.type()) {
            case FieldType.IntegerType type ->
                Arbitraries.longs().between(type.min(), type.max()).map(Object::toString);
            case FieldType.DecimalType type ->
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1000"), new BigDecimal("1000000"))
                        .ofScale(type.scale())
                        .map(Object::toString);
            case FieldType.TextType type -> goodWords(field, type);
            case FieldType.InstantType() ->
                Combinators.combine(
                                Arbitraries.longs().between(-2_208_988_800L, 1_767_268_800L),
                                Arbitraries.integers().between(0, 999_999_999))
                        .as((second, nano) ->
                                Instant.ofEpochSecond(second, nano).toString());
        };
    }

    private static Arbitrary<String> goodWords(Field field, FieldType.TextType type) {
        Arbitrary<String> words = Arbitraries.strings()
                .withChars("aAzZ0 \t\n\u00A0İßΣςſﬁ\u0301é語-.(),;:/\"'|=")
                .ofMinLength(1)
                .ofMaxLength(Math.min(type.maxCodePoints(), 20));
        return switch (field.name()) {
            case "currency" -> Arbitraries.of("USD", "eur", "Gbp", " aud\t");
            case "colour" -> Arbitraries.of("red", "green");
            case "email" -> words.map(name -> name.replaceAll("[\\s\u00A0@]", "") + "x@İ.org");
            default -> words;
        };
    }
}
