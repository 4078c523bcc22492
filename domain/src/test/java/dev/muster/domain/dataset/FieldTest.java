package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FieldTest {
    private static final Constraint LETTERS = new Constraint.Matches(Pattern.compile("[a-z]+"), "letters");

    @Test
    void everyPartCanBeSaid() {
        Field field = Field.text("zip_code", 10, "Postal code")
                .titled("ZIP")
                .alias("zip")
                .alias("address.zip", "plz")
                .normalised(Normaliser.COLLAPSE_WHITE_SPACE)
                .normalised(Normaliser.UPPER_CASE)
                .must(LETTERS)
                .must(new Constraint.OneOf(List.of("A", "B")))
                .references("zips")
                .ofPerson()
                .orElse("a");

        assertThat(field)
                .isEqualTo(new Field(
                        "zip_code",
                        new FieldType.TextType(10),
                        "ZIP",
                        "Postal code",
                        List.of("zip", "address.zip", "plz"),
                        false,
                        "a",
                        List.of(LETTERS, new Constraint.OneOf(List.of("A", "B"))),
                        List.of(Normaliser.COLLAPSE_WHITE_SPACE, Normaliser.UPPER_CASE),
                        new Reference("zips"),
                        true));
    }

    @Test
    void isRequiredAndNothingElseUnlessSaid() {
        assertThat(Field.integer("id", 1, 9, "Number"))
                .isEqualTo(plain("id", new FieldType.IntegerType(1, 9), "Id", "Number"));
        assertThat(Field.text("first_name", "Name"))
                .isEqualTo(plain("first_name", new FieldType.TextType(255), "First name", "Name"));
        assertThat(Field.decimal("amount", 4, "Amount"))
                .isEqualTo(plain("amount", new FieldType.DecimalType(15, 4), "Amount", "Amount"));
        assertThat(Field.instant("at", "Time")).isEqualTo(plain("at", new FieldType.InstantType(), "At", "Time"));
        assertThat(Field.instant("at", "Time").optional().required()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {" A\t b |a b", "'  '|''", "''|''", "A|a"})
    void normalFormIsTrimmedAndNormalised(String text, String expected) {
        Field field = Field.text("x", "X").normalised(Normaliser.COLLAPSE_WHITE_SPACE, Normaliser.LOWER_CASE);

        assertThat(field.normalForm(text)).isEqualTo(expected);
    }

    static Stream<Arguments> brokenFacts() {
        FieldType text = new FieldType.TextType(1);
        return Stream.of(
                broken("field name '' is not snake_case", () -> plain("", text, "X", "X")),
                broken("field name 'userId' is not snake_case", () -> Field.text("userId", "X")),
                broken("field name '1st' is not snake_case", () -> Field.text("1st", "X")),
                broken("field name 'a b' is not snake_case", () -> Field.text("a b", "X")),
                broken(
                        "field id is no text but has normalisers",
                        () -> Field.integer("id", 1, 9, "X").normalised(Normaliser.LOWER_CASE)),
                broken(
                        "field name is of type TextType[maxCodePoints=255], to which rule Positive[] does not apply",
                        () -> Field.text("name", "X").must(new Constraint.Positive())),
                broken(
                        "field at is of type InstantType[], to which rule Positive[] does not apply",
                        () -> Field.instant("at", "X").must(new Constraint.Positive())),
                broken(
                        "field id is of type IntegerType[min=1, max=9], to which rule OneOf[allowed=[1]] does not apply",
                        () -> Field.integer("id", 1, 9, "X").must(new Constraint.OneOf(List.of("1")))),
                broken(
                        "field id is of type IntegerType[min=1, max=9], to which rule"
                                + " Matches[pattern=[a-z]+, expected=letters] does not apply",
                        () -> Field.integer("id", 1, 9, "X").must(LETTERS)),
                broken(
                        "field x is of type DecimalType[integerDigits=15, scale=2], to which rule NotInFuture[] does not apply",
                        () -> Field.decimal("x", 2, "X").must(new Constraint.NotInFuture())),
                broken(
                        "field x allows 'usd' but never holds it: normalised it is 'USD'",
                        () -> Field.text("x", "X")
                                .normalised(Normaliser.UPPER_CASE)
                                .must(new Constraint.OneOf(List.of("EUR", "usd")))),
                broken(
                        "field x allows ' a' but never holds it: normalised it is 'a'",
                        () -> Field.text("x", "X").must(new Constraint.OneOf(List.of(" a")))),
                broken(
                        "the default of field x is blank",
                        () -> Field.text("x", "X").orElse(" \u3000")),
                broken(
                        "the default of field x is blank",
                        () -> Field.integer("x", 1, 9, "X").orElse("")),
                broken(
                        "the default of field x is blank",
                        () -> Field.text("x", "X").normalised(Normaliser.PHONE).orElse("( )")),
                broken("a value must have at least one allowed text", () -> new Constraint.OneOf(List.of())),
                broken("min 2 is greater than max 1", () -> Field.integer("x", 2, 1, "X")),
                broken("maxCodePoints 0 is less than 1", () -> Field.text("x", 0, "X")),
                broken(
                        "a decimal has at least 1 integer digit and no negative scale, not 15 and -1",
                        () -> Field.decimal("x", -1, "X")),
                broken(
                        "a decimal has at least 1 integer digit and no negative scale, not 0 and 1",
                        () -> new FieldType.DecimalType(0, 1)));
    }

    private static Arguments broken(String fact, Supplier<Object> construction) {
        return Arguments.of(fact, construction);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFacts")
    void saysTheBrokenFact(String fact, Supplier<Object> construction) {
        assertThatThrownBy(construction::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fact);
    }

    @Test
    void typesMayHoldOneValueOnly() {
        assertThat(Field.integer("x", 7, 7, "X").type()).isEqualTo(new FieldType.IntegerType(7, 7));
        assertThat(new FieldType.DecimalType(1, 0).scale()).isZero();
        assertThat(Field.text("x", 1, "X").type()).isEqualTo(new FieldType.TextType(1));
    }

    static Stream<Arguments> rulesAndTheirTypes() {
        return Stream.of(
                Arguments.of(new Constraint.Positive(), Set.of(Long.class, BigDecimal.class)),
                Arguments.of(new Constraint.OneOf(List.of("a")), Set.of(String.class)),
                Arguments.of(LETTERS, Set.of(String.class)),
                Arguments.of(new Constraint.NotInFuture(), Set.of(Instant.class)));
    }

    @ParameterizedTest
    @MethodSource("rulesAndTheirTypes")
    void rulesApplyToTheirTypesOnly(Constraint rule, Set<Class<?>> types) {
        Stream<FieldType> all = Stream.of(
                new FieldType.IntegerType(1, 9),
                new FieldType.DecimalType(15, 4),
                new FieldType.TextType(255),
                new FieldType.InstantType());

        assertThat(all.filter(rule::fits).map(FieldType::javaType).collect(Collectors.toSet()))
                .isEqualTo(types);
    }

    private static Field plain(String name, FieldType type, String title, String description) {
        return new Field(name, type, title, description, List.of(), true, null, List.of(), List.of(), null, false);
    }
}
