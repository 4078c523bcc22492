package dev.muster.application.port;

import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.AuditEntry.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who did what. Entries are added and, when they are old, forgotten; nothing changes one. Thread safe. */
public interface AuditLog {

    /**
     * Which entries are looked for; null parts look for any.
     *
     * @param since the earliest
     */
    record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable Instant since) {
        public static final Filter NONE = new Filter(null, null, null);
    }

    /** Adds an entry, which gets the next id. Times are kept to the millisecond. */
    void add(Instant at, String actor, String action, String subject, Outcome outcome);

    /**
     * Lists entries, the newest first.
     *
     * @param before only those with a smaller id; null from the newest on
     * @param limit most entries
     */
    List<AuditEntry> list(Filter filter, @Nullable Long before, int limit);

    /**
     * Forgets the entries from before a time.
     *
     * @return how many there were
     */
    int forget(Instant before);
}
