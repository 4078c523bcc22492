package dev.muster.application.access;

import dev.muster.application.port.AuditLog;
import dev.muster.application.port.Database;
import dev.muster.application.port.UnitOfWork;
import dev.muster.domain.access.AuditEntry.Outcome;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Puts on record who changes something, in the transaction of the change. Thread safe. */
public final class AuditedTransactions implements UnitOfWork {
    private final UnitOfWork real;
    private final AuditLog log;
    private final InstantSource clock;

    private AuditedTransactions(UnitOfWork real, AuditLog log, InstantSource clock) {
        this.real = real;
        this.log = log;
        this.clock = clock;
    }

    /** Returns a database whose changes are on record. */
    public static Database in(Database database, InstantSource clock) {
        return database.with(new AuditedTransactions(database.unitOfWork(), database.audit(), clock));
    }

    @Override
    public <T> T decide(Supplier<End<T>> work) {
        Acting acting = Acting.current();
        if (acting == null || acting.isSettled()) {
            return real.decide(work);
        }
        return acting.within(outermost -> {
            if (!outermost) {
                return real.decide(work);
            }
            AtomicBoolean recorded = new AtomicBoolean();
            T result = real.decide(() -> {
                End<T> end = work.get();
                recorded.set(end instanceof End.Commit && !acting.isSettled());
                if (recorded.get()) {
                    log.add(clock.instant(), acting.actor(), acting.action(), acting.subject(), Outcome.DONE);
                }
                return end;
            });
            if (recorded.get()) {
                acting.settle();
            }
            return result;
        });
    }

    @Override
    public UnitOfWork patient() {
        return new AuditedTransactions(real.patient(), log, clock);
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return real.read(work);
    }
}
