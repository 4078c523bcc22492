package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetTest {
    private static final Field ID = Field.integer("id", 1, 9, "Number");
    private static final Field NAME = Field.text("name", "Name").alias("fullName", "person.name");

    private final Dataset people = dataset("people", "id", NAME, ID);

    @Test
    void knowsItsFieldsInOrderAndItsKey() {
        assertThat(people.fields()).containsExactly(NAME, ID);
        assertThat(people.keyIndex()).isEqualTo(1);
        assertThat(people.keyField()).isEqualTo(ID);
        assertThat(people).hasToString("people");
        assertThat(List.of(people.name(), people.title(), people.description()))
                .containsExactly("people", "A title", "A description.");
    }

    @ParameterizedTest
    @CsvSource({
        // name on input, index as such, index as a field's name
        "name, 0, 0",
        "id, 1, 1",
        "NAME, 0,",
        "Id, 1,",
        "fullName, 0,",
        "FULLNAME, 0,",
        "Person.Name, 0,",
        "person,,",
        "\u0131d,,",
        "perſon.name,,",
        "' id',,",
        "'',,",
    })
    void findsFieldsByNameAndOnInputByAliasInAnyCase(String name, Integer byInputName, Integer byName) {
        assertThat(people.indexOfInputName(name)).isEqualTo(optional(byInputName));
        assertThat(people.indexOf(name)).isEqualTo(optional(byName));
    }

    @ParameterizedTest
    @CsvSource({
        "name, 0",
        "' N a-m_e ', 0",
        "Full name, 0",
        "FULL_NAME, 0",
        "person.name, 0",
        "ID, 1",
        "Id (number), 1",
        "person name,",
        "id​,",
        "-,",
        "'',",
    })
    void findsColumnsByNameAliasAndTitleHoweverTheyAreWritten(String name, Integer index) {
        Dataset titled = dataset("people", "id", NAME, ID.titled("Id (number)"));

        assertThat(titled.indexOfColumn(name)).isEqualTo(optional(index));
    }

    @Test
    void prefersTheNameOfAColumnToTheTitleOfAnother() {
        Dataset titled = dataset("people", "id", NAME.titled("Id"), ID);

        assertThat(titled.indexOfColumn("id")).hasValue(1);
    }

    static Stream<Arguments> brokenFacts() {
        return Stream.of(
                broken("dataset name 'People' is not snake_case", () -> dataset("People", "id", ID)),
                broken("dataset name '' is not snake_case", () -> dataset("", "id", ID)),
                broken(
                        "dataset people has two fields whose columns are named fullname",
                        () -> dataset("people", "id", ID, NAME, Field.text("full_name", "Name"))),
                broken("dataset people has no field id for its key", () -> dataset("people", "id")),
                broken("dataset people has no field key for its key", () -> dataset("people", "key", ID)),
                broken("key id of dataset people is not required", () -> dataset("people", "id", ID.optional())),
                broken("key id of dataset people is not required", () -> dataset("people", "id", ID.orElse("1"))),
                broken("dataset people has two fields named id", () -> dataset("people", "id", ID, ID)),
                broken(
                        "dataset people has two fields named ID",
                        () -> dataset(
                                "people", "id", ID, Field.text("name", "Name").alias("ID"))),
                broken(
                        "dataset people has two fields named fullname",
                        () -> dataset("people", "id", ID, NAME, Field.text("fullname", "Name"))));
    }

    private static Arguments broken(String fact, Supplier<Dataset> construction) {
        return Arguments.of(fact, construction);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFacts")
    void saysTheBrokenFact(String fact, Supplier<Dataset> construction) {
        assertThatThrownBy(construction::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fact);
    }

    private static Dataset dataset(String name, String key, Field... fields) {
        return new Dataset(name, "A title", "A description.", key, List.of(fields));
    }

    private static OptionalInt optional(Integer index) {
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
