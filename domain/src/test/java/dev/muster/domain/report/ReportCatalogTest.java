package dev.muster.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Rollup.Group;
import dev.muster.domain.report.Rollup.Measure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a report reads is looked for when it is declared, not when someone asks for it. */
class ReportCatalogTest {
    private static final Catalog CATALOG =
            new Catalog(List.of(ContentDatasets.USERS, ContentDatasets.POSTS, ContentDatasets.COMMENTS));

    private static final Cell COUNT = new Cell.Total(Column.integer("posts", "Posts"), "posts");

    private static Rollup posts(Group... groups) {
        return Rollup.count("posts", "posts", groups);
    }

    private static Breakdown label(String by, String dataset, String field) {
        return Breakdown.of(
                posts(new Group.Value("user_id")),
                List.of("user_id"),
                new Cell.Label(Column.text("label", "Label"), by, dataset, field),
                COUNT);
    }

    private static Breakdown every(String dataset, String key, String own) {
        return Breakdown.ofEvery(
                dataset,
                key,
                List.of(posts(new Group.Value(key))),
                new Cell.Own(Column.text("own", "Own"), own),
                COUNT);
    }

    private static Breakdown measure(Measure measure) {
        return Breakdown.of(
                new Rollup("posts", List.of(), List.of(measure), null),
                List.of(),
                new Cell.Total(Column.integer("total", "Total"), measure.name()));
    }

    private static Report report(Breakdown breakdown) {
        return Report.of(
                "odd",
                "Odd",
                "Odd.",
                breakdown.time().isPresent() ? List.of(Parameter.YEAR) : List.of(),
                List.copyOf(breakdown.datasets()),
                breakdown.rollups().getFirst().dataset(),
                new ChartSpec.Bars("Odd", "Odd", "Odd", "odd", "odd"),
                breakdown);
    }

    static Stream<Arguments> whatIsNotThereIsRefused() {
        return Stream.of(
                arguments(
                        Breakdown.of(Rollup.count("posts", "pots"), List.of(), COUNT),
                        "there is no dataset named pots"),
                arguments(
                        Breakdown.of(posts(new Group.Value("user")), List.of("user"), COUNT),
                        "posts has no field user"),
                arguments(
                        Breakdown.of(posts(new Group.OfParent("user", "users", "name")), List.of("name"), COUNT),
                        "posts has no field user"),
                arguments(
                        Breakdown.of(posts(new Group.OfParent("user_id", "users", "nam")), List.of("nam"), COUNT),
                        "users has no field nam"),
                arguments(
                        Breakdown.of(posts(new Group.OfParent("title", "users", "name")), List.of("name"), COUNT),
                        "posts cannot be grouped by name"),
                arguments(
                        Breakdown.of(posts(new Group.OfParent("user_id", "comments", "id")), List.of("id"), COUNT),
                        "posts cannot be grouped by id"),
                arguments(
                        Breakdown.of(posts(new Group.Time("title", CalendarUnit.MONTH)), List.of(), COUNT),
                        "posts cannot be grouped by month"),
                arguments(measure(new Measure.Sum("total", "likes")), "posts has no field likes"),
                arguments(measure(new Measure.Min("total", "likes")), "posts has no field likes"),
                arguments(measure(new Measure.Max("total", "likes")), "posts has no field likes"),
                arguments(every("user", "user_id", "name"), "there is no dataset named user"),
                arguments(every("users", "user_id", "nam"), "users has no field nam"),
                arguments(every("users", "title", "name"), "title is no key of users"),
                arguments(label("user_id", "user", "name"), "there is no dataset named user"),
                arguments(label("user_id", "users", "nam"), "users has no field nam"));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsNotThereIsRefused(Breakdown breakdown, String why) {
        Report report = report(breakdown);
        assertThatThrownBy(() -> new ReportCatalog(CATALOG, List.of(report), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("report odd: " + why);
    }

    @Test
    void whatIsThereIsTaken() {
        List<Report> reports = List.of(report(label("user_id", "users", "name")));
        assertThat(new ReportCatalog(CATALOG, reports, List.of()).reports()).isEqualTo(reports);
    }

    @Test
    void namesAreUnique() {
        Report report = report(label("user_id", "users", "name"));
        assertThatThrownBy(() -> new ReportCatalog(CATALOG, List.of(report, report), List.of()))
                .hasMessage("report odd is there twice, or not made of sums");
    }
}
