package dev.muster.adapters.in.json;

import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.AuditEntry.Outcome;
import java.time.Instant;

/** That somebody did something, or tried to. */
public record AuditView(long id, Instant at, String actor, String action, String subject, Outcome outcome) {
    public static AuditView of(AuditEntry entry) {
        return new AuditView(entry.id(), entry.at(), entry.actor(), entry.action(), entry.subject(), entry.outcome());
    }
}
