package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FingerprintTest {
    private static final Field ID = Field.integer("id", 1, 9, "Number");
    private static final Field NAME = Field.text("name", "Name");
    private static final Field PRICE = Field.decimal("price", 2, "Price");
    private static final Field AT = Field.instant("at", "Time");

    /** Kept in databases: it must not change unless the descriptor does. */
    @Test
    void staysWhatItWas() {
        Dataset all = dataset(
                ID,
                NAME.alias("a")
                        .orElse("b")
                        .normalised(Normaliser.PHONE)
                        .references("c")
                        .must(matches("d", 0)),
                PRICE.optional().must(new Constraint.Positive()),
                AT.must(new Constraint.NotInFuture()));

        assertThat(all.fingerprint()).isEqualTo("973f730199b0");
    }

    /** Each is one descriptor; all differ. */
    static List<Dataset> versions() {
        return List.of(
                dataset(ID),
                dataset(ID, NAME),
                dataset(NAME, ID),
                dataset(ID, Field.text("label", "Name")),
                new Dataset("others", "Things", "Things.", "id", List.of(ID, NAME)),
                new Dataset("things", "Things", "Things.", "name", List.of(ID, NAME)),
                // types
                dataset(Field.integer("id", 0, 9, "Number")),
                dataset(Field.integer("id", 1, 10, "Number")),
                dataset(ID, Field.text("name", 254, "Name")),
                dataset(ID, Field.integer("name", 1, 9, "Name")),
                dataset(ID, Field.instant("name", "Name")),
                dataset(ID, Field.decimal("name", 2, "Name")),
                dataset(ID, Field.decimal("name", 3, "Name")),
                dataset(ID, typed(new FieldType.DecimalType(14, 2))),
                // names on input, defaults, references
                dataset(ID, NAME.alias("a")),
                dataset(ID, NAME.alias("b")),
                dataset(ID, NAME.alias("a", "b")),
                dataset(ID, NAME.optional()),
                dataset(ID, NAME.orElse("a")),
                dataset(ID, NAME.orElse("b")),
                dataset(ID, NAME.references("a")),
                dataset(ID, NAME.references("b")),
                // rules
                dataset(ID, PRICE),
                dataset(ID, PRICE.must(new Constraint.Positive())),
                dataset(ID, AT),
                dataset(ID, AT.must(new Constraint.NotInFuture())),
                dataset(ID, NAME.must(new Constraint.OneOf(List.of("a")))),
                dataset(ID, NAME.must(new Constraint.OneOf(List.of("a", "b")))),
                dataset(ID, NAME.must(new Constraint.OneOf(List.of("a,b")))),
                dataset(ID, NAME.must(new Constraint.OneOf(List.of("a", "normaliser", "PHONE")))),
                dataset(ID, NAME.must(new Constraint.OneOf(List.of("a"))).normalised(Normaliser.PHONE)),
                dataset(ID, NAME.must(matches("a", 0))),
                dataset(ID, NAME.must(matches("b", 0))),
                dataset(ID, NAME.must(matches("a", Pattern.CASE_INSENSITIVE))),
                dataset(ID, NAME.must(matches("a", 0)).must(matches("b", 0))),
                dataset(ID, NAME.must(matches("b", 0)).must(matches("a", 0))),
                // normalisers
                dataset(ID, NAME.normalised(Normaliser.LOWER_CASE)),
                dataset(ID, NAME.normalised(Normaliser.LOWER_CASE, Normaliser.PHONE)),
                dataset(ID, NAME.normalised(Normaliser.PHONE, Normaliser.LOWER_CASE)));
    }

    @Test
    void changesWithWhateverJudgesARecord() {
        assertThat(versions())
                .extracting(Dataset::fingerprint)
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("[0-9a-f]{12}"));
    }

    static Stream<Arguments> same() {
        return Stream.of(
                Arguments.of("title", NAME, NAME.titled("Other")),
                Arguments.of("description", NAME, Field.text("name", "Other")),
                Arguments.of("order of aliases", NAME.alias("a", "b"), NAME.alias("b", "a")),
                Arguments.of(
                        "order of allowed texts",
                        NAME.must(new Constraint.OneOf(List.of("a", "b"))),
                        NAME.must(new Constraint.OneOf(List.of("b", "a")))),
                Arguments.of(
                        "a pattern in words",
                        NAME.must(new Constraint.Matches(Pattern.compile("a"), "an a")),
                        NAME.must(new Constraint.Matches(Pattern.compile("a"), "the letter a"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("same")
    void staysWhereNoRecordIsJudgedInAnotherWay(String what, Field one, Field other) {
        assertThat(dataset(ID, one).fingerprint()).isEqualTo(dataset(ID, other).fingerprint());
    }

    private static Dataset dataset(Field... fields) {
        return new Dataset("things", "Things", "Things.", "id", List.of(fields));
    }

    private static Field typed(FieldType type) {
        return new Field("name", type, "Name", "Name", List.of(), true, null, List.of(), List.of(), null, false);
    }

    private static Constraint matches(String pattern, int flags) {
        return new Constraint.Matches(Pattern.compile(pattern, flags), "that");
    }
}
