package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.domain.KnownDatasets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {
    private static final Field ID = Field.integer("id", 1, 9, "Number");
    private static final Field TEAM_ID = Field.integer("team_id", 1, 9, "Team").references("teams");
    private static final Dataset TEAMS = dataset("teams", ID);
    private static final Dataset PEOPLE = dataset("people", ID, TEAM_ID);

    @Test
    void findsDatasetsByName() {
        Catalog catalog = new Catalog(List.of(TEAMS, PEOPLE));

        assertThat(catalog.all()).containsExactly(TEAMS, PEOPLE);
        assertThat(catalog.get("people")).isSameAs(PEOPLE);
        assertThat(catalog.find("teams")).containsSame(TEAMS);
        assertThat(catalog.find("Teams")).isEmpty();
        assertThat(catalog.parentOf(TEAM_ID)).isSameAs(TEAMS);
    }

    static Stream<Arguments> brokenFacts() {
        Catalog catalog = new Catalog(List.of(TEAMS, PEOPLE));
        return Stream.of(
                broken("two datasets are named teams", () -> new Catalog(List.of(TEAMS, TEAMS))),
                broken(
                        "people.team_id refers to teams, which does not stand before it",
                        () -> new Catalog(List.of(PEOPLE, TEAMS))),
                broken(
                        "teams.team_id refers to teams, which does not stand before it",
                        () -> new Catalog(List.of(dataset("teams", ID, TEAM_ID)))),
                broken(
                        "people.team_id has another type than the key of teams",
                        () -> new Catalog(List.of(
                                TEAMS,
                                dataset(
                                        "people",
                                        ID,
                                        Field.integer("team_id", 0, 9, "Team").references("teams"))))),
                broken("there is no dataset named cars", () -> catalog.get("cars")),
                broken("field id refers to no dataset", () -> catalog.parentOf(ID)));
    }

    private static Arguments broken(String fact, Supplier<Object> action) {
        return Arguments.of(fact, action);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFacts")
    void saysTheBrokenFact(String fact, Supplier<Object> action) {
        assertThatThrownBy(action::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fact);
    }

    @Test
    void cannotBeChanged() {
        Catalog catalog = new Catalog(List.of(TEAMS));

        assertThatThrownBy(() -> catalog.all().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void everyDatasetBuiltInHasItsFieldsKeyAndReferences() {
        assertThat(KnownDatasets.BUILT_IN.all().stream().map(CatalogTest::signature))
                .containsExactly(
                        "departments(*id, department)",
                        "jobs(*id, job)",
                        "hired_employees(*id, name, hire_datetime|datetime, department_id->departments, job_id->jobs)",
                        "transactions(*external_id, amount, currency=USD, source_channel, occurred_at|timestamp?)",
                        "users(*id, name, username, email, phone?, website?, street|address.street?,"
                                + " suite|address.suite?, city|address.city?, zipcode|address.zipcode?,"
                                + " lat|address.geo.lat?, lng|address.geo.lng?, company|company.name?,"
                                + " company_catch_phrase|company.catchPhrase?, company_bs|company.bs?)",
                        "posts(*id, user_id|userId->users, title, body)",
                        "comments(*id, post_id|postId->posts, name, email, body)");
    }

    @Test
    void everyDatasetAndFieldBuiltInIsDocumented() {
        assertThat(KnownDatasets.BUILT_IN.all()).allSatisfy(dataset -> {
            assertThat(dataset.title()).matches("[A-Z][a-z ]+");
            assertThat(dataset.description()).matches("[A-Z].+\\.");
            assertThat(dataset.fields()).allSatisfy(field -> {
                assertThat(field.title()).matches("[A-Z][a-z ]+");
                assertThat(field.description()).matches("[A-Z].+[^.]");
            });
        });
    }

    private static String signature(Dataset dataset) {
        List<String> fields = dataset.fields().stream()
                .map(field -> (field == dataset.keyField() ? "*" : "")
                        + field.name()
                        + String.join(
                                "",
                                field.aliases().stream()
                                        .map(alias -> "|" + alias)
                                        .toList())
                        + (field.defaultText() == null ? field.required() ? "" : "?" : "=" + field.defaultText())
                        + (field.reference() == null
                                ? ""
                                : "->" + field.reference().dataset()))
                .toList();
        return dataset + "(" + String.join(", ", fields) + ")";
    }

    private static Dataset dataset(String name, Field... fields) {
        return new Dataset(name, "A title", "A description.", "id", List.of(fields));
    }
}
