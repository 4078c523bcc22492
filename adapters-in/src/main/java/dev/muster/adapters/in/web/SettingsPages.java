package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.adapters.in.rest.http.Visitor;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.access.ManageKeys;
import dev.muster.application.arguments.AuditArguments;
import dev.muster.application.arguments.Datasets;
import dev.muster.application.events.DeliverEvents;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.port.AuditLog;
import dev.muster.domain.access.AccessKey;
import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.Role;
import dev.muster.domain.dataset.Mapping;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may come in, who did what, and whom this service tells. */
@Controller
@MinimumRole(Role.OPERATOR)
@ExecuteOn(TaskExecutors.IO)
@Produces(MediaType.TEXT_HTML)
record SettingsPages(
        ManageKeys keys,
        KeepAudit audit,
        Datasets datasets,
        ManageMappings mappings,
        DeliverEvents events,
        InstantSource clock) {
    private static final int MAPPINGS = 1_000;
    private static final int ENTRIES = 50;

    /**
     * What the page shows. Keys and audit are for admins.
     *
     * @param next the id behind which the audit goes on; null if it does not
     */
    record Shown(
            List<AccessKey> keys,
            List<AuditEntry> entries,
            @Nullable Long next,
            List<OfDataset> mappings,
            List<DeliverEvents.Standing> webhooks,
            Instant now) {}

    /** A mapping, and the dataset that it is for. */
    record OfDataset(String dataset, Mapping mapping) {
        /** Which column is which field, for people. */
        String columns() {
            return mapping.columns().entrySet().stream()
                    .map(entry -> entry.getKey() + " ← "
                            + switch (entry.getValue()) {
                                case Mapping.Column.Named(String name) -> name;
                                case Mapping.Column.Position(int number) -> "column " + number;
                            })
                    .collect(Collectors.joining(", "));
        }
    }

    @Get("/settings")
    @Operation("show-settings")
    HttpResponse<?> show(HttpRequest<?> request) {
        Long before = AuditArguments.page(Query.of(request, List.of("after"))).after();
        boolean administers = Visitor.of(request).may(Role.ADMIN);
        List<AuditEntry> entries = administers ? audit.list(AuditLog.Filter.NONE, before, ENTRIES + 1) : List.of();
        List<AuditEntry> shown = entries.subList(0, Math.min(ENTRIES, entries.size()));
        return Html.page(
                request,
                "/settings",
                "Settings",
                "settings",
                new Shown(
                        administers ? keys.list() : List.of(),
                        shown,
                        entries.size() > ENTRIES ? (Long) shown.getLast().id() : null,
                        datasets.all().stream()
                                .flatMap(dataset -> mappings.list(dataset, null, MAPPINGS).items().stream()
                                        .map(mapping -> new OfDataset(dataset.name(), mapping)))
                                .toList(),
                        events.webhooks(),
                        clock.instant()));
    }
}
