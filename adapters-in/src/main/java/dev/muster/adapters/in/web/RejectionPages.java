package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.arguments.Filters;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RejectionStore.Group;
import dev.muster.application.port.Slice;
import dev.muster.application.rejections.GroupRejections;
import dev.muster.application.rejections.GroupRejections.Remedied;
import dev.muster.application.work.AnalyticReads;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.Reference;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was rejected, by what it has in common, and the grid in which people put it right. */
@Controller("/rejections")
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record RejectionPages(
        Database database, Datasets datasets, GroupRejections groupRejections, AnalyticReads analyticReads) {
    private static final String SECTION = "/rejections";
    private static final int GROUPS = 50;
    private static final int ROWS = 100;
    private static final int RAW_CHARACTERS = 200;

    /**
     * What the page shows.
     *
     * @param dataset the dataset whose rejections the grid has; null if none has any
     * @param file address of what the grid shows, as CSV
     * @param query how the list is narrowed, by name
     * @param open counts by dataset
     * @param rejections the first ones, for those whose browser runs no script
     */
    record Shown(
            @Nullable Dataset dataset,
            List<String> datasets,
            Map<String, Long> open,
            Map<String, String> query,
            List<String> statuses,
            List<String> codes,
            String file,
            List<Remedied> groups,
            List<Rejection> rejections,
            boolean more) {

        String chosen(String name) {
            return query.getOrDefault(name, "");
        }

        boolean isOpen() {
            return chosen("status").isEmpty() || chosen("status").equals(Rejection.Status.OPEN.code());
        }

        /** Returns the dataset that lacks a record to which those of a group refer; nothing if they do not. */
        String lacking(Group group) {
            return group.code() == ReasonCode.UNKNOWN_REFERENCE
                    ? fields().stream()
                            .filter(field -> field.name().equals(group.field()))
                            .map(Field::reference)
                            .filter(Objects::nonNull)
                            .map(Reference::dataset)
                            .findFirst()
                            .orElse("")
                    : "";
        }

        /** The fields of the dataset, as the grid's columns. */
        List<Field> fields() {
            return dataset == null ? List.of() : dataset.fields();
        }
    }

    @Get
    @Operation("show-rejections")
    HttpResponse<?> show(HttpRequest<?> request) {
        TextArguments query = Query.ofPage(request).among(Filters.ofRejections());
        return Html.page(request, SECTION, "Rejections", "rejections", analyticReads.run(() -> shown(query)));
    }

    private Shown shown(TextArguments query) {
        Map<String, Long> open = database.rejections().countOpen();
        Filter asked = Filters.rejections(query, datasets);
        Dataset dataset = dataset(asked, open);
        Map<String, String> narrowed = new LinkedHashMap<>(query.texts());
        if (dataset != null) {
            narrowed.put("dataset", dataset.name());
        }
        Filter filter = new Filter(
                asked.run(),
                dataset == null ? null : dataset.name(),
                asked.code(),
                asked.field(),
                asked.value(),
                asked.status() == null ? Rejection.Status.OPEN : asked.status());
        Slice<Rejection> first = database.rejections().list(filter, null, ROWS);
        return new Shown(
                dataset,
                datasets.all().stream().map(Dataset::name).toList(),
                open,
                narrowed,
                Arrays.stream(Rejection.Status.values())
                        .map(Rejection.Status::code)
                        .toList(),
                Arrays.stream(ReasonCode.values()).map(ReasonCode::code).toList(),
                "/api/v1/rejections.csv" + PageText.query(narrowed),
                dataset == null || asked.run() != null || !asked.isOfAnyReason()
                        ? List.of()
                        : groupRejections
                                .groups(dataset.name(), new PageRequest<>(GROUPS, null))
                                .items(),
                first.items(),
                first.more());
    }

    /** Returns the dataset that is asked for, else that of the run, else the one with most to be put right. */
    private @Nullable Dataset dataset(Filter asked, Map<String, Long> open) {
        String name = asked.dataset();
        RunId run = asked.run();
        if (name == null && run != null) {
            name = database.runs().find(run).map(found -> found.dataset()).orElse(null);
        }
        if (name == null) {
            name = open.entrySet().stream()
                    .filter(one -> one.getValue() > 0)
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(null);
        }
        return name == null ? null : datasets.named(name);
    }

    /** The query by which the page shows the records of a group. */
    static String narrowed(Group group) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("dataset", group.dataset());
        query.put("code", group.code().code());
        query.put("field", Objects.requireNonNullElse(group.field(), ""));
        query.put("value", Objects.requireNonNullElse(group.value(), ""));
        return PageText.query(query);
    }

    /** Whether another value can take the place of the one that the records of a group have. */
    static boolean canBeGiven(Group group) {
        String value = group.value();
        return group.field() != null && value != null && value.length() < Reason.MAX_VALUE_LENGTH;
    }

    /** Returns the beginning of a record as it was received. */
    static String raw(Rejection rejection) {
        String text = new String(rejection.raw(), StandardCharsets.UTF_8);
        return text.length() <= RAW_CHARACTERS ? text : text.substring(0, RAW_CHARACTERS) + " …";
    }
}
