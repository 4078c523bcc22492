package dev.muster.application.access;

import dev.muster.application.port.AuditLog;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.AuditEntry.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps on record who did what. Changes of the database are put there by {@link AuditedTransactions}. Thread safe. */
public final class KeepAudit {
    private final Database database;
    private final InstantSource clock;
    private final Duration keptFor;

    public KeepAudit(Database database, InstantSource clock, Duration keptFor) {
        this.database = database;
        this.clock = clock;
        this.keptFor = keptFor;
    }

    /**
     * Puts on record what became of something, unless it is there.
     *
     * @throws PortException if the database fails
     */
    public void record(Acting acting, Outcome outcome) {
        if (!acting.isSettled()) {
            acting.settle();
            // Not as a change of whoever acts on this thread otherwise.
            acting.call(() -> database.unitOfWork().write(() -> {
                database.audit().add(clock.instant(), acting.actor(), acting.action(), acting.subject(), outcome);
                return Boolean.TRUE;
            }));
        }
    }

    /** Lists entries, the newest first; {@code before} is the id of the last one that is known. */
    public List<AuditEntry> list(AuditLog.Filter filter, @Nullable Long before, int limit) {
        return database.audit().list(filter, before, limit);
    }

    /**
     * Forgets what is older than it is kept. Housekeeping calls this now and then.
     *
     * @return how many entries that were
     * @throws PortException if the database fails
     */
    public int forget() {
        return database.unitOfWork()
                .<Integer>write(() -> database.audit().forget(clock.instant().minus(keptFor)));
    }
}
