package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.AuditView;
import dev.muster.adapters.in.json.PageView;
import dev.muster.adapters.in.rest.http.Answers;
import dev.muster.adapters.in.rest.http.MinimumRole;
import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.access.KeepAudit;
import dev.muster.application.arguments.AuditArguments;
import dev.muster.application.arguments.PageRequest;
import dev.muster.application.arguments.TextArguments;
import dev.muster.application.port.Slice;
import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.Role;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/** Shows who did what. */
@Controller("/api/v1/audit")
@MinimumRole(Role.ADMIN)
@ExecuteOn(TaskExecutors.IO)
record AuditController(KeepAudit audit) {

    @Get
    @Operation("list-audit")
    HttpResponse<?> list(HttpRequest<?> request) {
        TextArguments query = Query.of(request, AuditArguments.names());
        PageRequest<Long> page = AuditArguments.page(query);
        List<AuditEntry> found = audit.list(AuditArguments.filter(query), page.after(), page.limit() + 1);
        Slice<AuditEntry> part = Slice.of(found.iterator(), page.limit(), entry -> 0);
        return Answers.json(PageView.of(
                "audit",
                part.items().stream().map(AuditView::of).toList(),
                part.more() ? Long.toString(part.items().getLast().id()) : null));
    }
}
