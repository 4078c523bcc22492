package dev.muster.application.memory;

import dev.muster.application.port.AuditLog;
import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.AuditEntry.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class InMemoryAuditLog implements AuditLog {
    private static final Entries NONE = new Entries(List.of());

    private final Transactions transactions;

    InMemoryAuditLog(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param all the oldest first */
    private record Entries(List<AuditEntry> all) {}

    private List<AuditEntry> all() {
        return transactions.state().other(Entries.class, NONE).all();
    }

    @Override
    public void add(Instant at, String actor, String action, String subject, Outcome outcome) {
        transactions.change(state -> {
            List<AuditEntry> before = state.other(Entries.class, NONE).all();
            long id = before.isEmpty() ? 1 : before.getLast().id() + 1;
            AuditEntry entry = new AuditEntry(id, at.truncatedTo(ChronoUnit.MILLIS), actor, action, subject, outcome);
            return state.withOther(
                    new Entries(Stream.concat(before.stream(), Stream.of(entry)).toList()));
        });
    }

    @Override
    public List<AuditEntry> list(Filter filter, @Nullable Long before, int limit) {
        return all().reversed().stream()
                .filter(entry -> (before == null || entry.id() < before)
                        && (filter.actor() == null || filter.actor().equals(entry.actor()))
                        && (filter.action() == null || filter.action().equals(entry.action()))
                        && (filter.since() == null || !entry.at().isBefore(filter.since())))
                .limit(limit)
                .toList();
    }

    @Override
    public int forget(Instant before) {
        List<AuditEntry> kept =
                all().stream().filter(entry -> !entry.at().isBefore(before)).toList();
        int forgotten = all().size() - kept.size();
        transactions.change(state -> state.withOther(new Entries(kept)));
        return forgotten;
    }
}
