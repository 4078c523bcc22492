package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.AuditLog;
import dev.muster.application.port.AuditLog.Filter;
import dev.muster.domain.access.AuditEntry;
import dev.muster.domain.access.AuditEntry.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link AuditLog} promises. */
public abstract class AuditLogContract extends OnEmptyDatabase {
    private AuditLog audit;

    @BeforeEach
    void addEntries() {
        audit = database.audit();
        add(NOW, "key:a", "load-records", Outcome.DONE);
        add(NOW.plusMillis(1), "local", "create-key", Outcome.FAILED);
        add(NOW.plusMillis(2).plusNanos(999), "key:a", "create-key", Outcome.REFUSED);
    }

    private void add(Instant at, String actor, String action, Outcome outcome) {
        database.unitOfWork().write(() -> {
            audit.add(at, actor, action, "Zo\u00eb's \ud83d\ude80", outcome);
            return true;
        });
    }

    private List<String> found(Filter filter) {
        return audit.list(filter, null, 10).stream()
                .map(entry -> entry.actor() + " " + entry.action())
                .toList();
    }

    @Test
    void listsTheNewestFirst() {
        List<AuditEntry> all = audit.list(Filter.NONE, null, 10);
        assertThat(all.stream()
                        .map(entry -> "%s %s %s %s %s"
                                .formatted(
                                        entry.at(), entry.actor(), entry.action(), entry.subject(), entry.outcome())))
                .containsExactly(
                        NOW.plusMillis(2) + " key:a create-key Zo\u00eb's \ud83d\ude80 REFUSED",
                        NOW.plusMillis(1) + " local create-key Zo\u00eb's \ud83d\ude80 FAILED",
                        NOW + " key:a load-records Zo\u00eb's \ud83d\ude80 DONE");
        assertThat(audit.list(Filter.NONE, all.getFirst().id(), 1)).containsExactly(all.get(1));
        assertThat(audit.list(Filter.NONE, all.getLast().id(), 1)).isEmpty();
    }

    @Test
    void findsWhatIsLookedFor() {
        assertThat(found(new Filter("key:a", null, null))).containsExactly("key:a create-key", "key:a load-records");
        assertThat(found(new Filter(null, "create-key", null))).containsExactly("key:a create-key", "local create-key");
        assertThat(found(new Filter("local", "create-key", null))).containsExactly("local create-key");
        assertThat(found(new Filter(null, null, NOW.plusMillis(2)))).containsExactly("key:a create-key");
        assertThat(found(new Filter("nobody", null, null))).isEmpty();
    }

    @Test
    void forgetsWhatIsOld() {
        assertThat(database.unitOfWork().<Integer>write(() -> audit.forget(NOW.plusMillis(1))))
                .isEqualTo(1);
        assertThat(found(Filter.NONE)).containsExactly("key:a create-key", "local create-key");
        long last = audit.list(Filter.NONE, null, 1).getFirst().id();
        add(NOW, "local", "undo-run", Outcome.DONE);
        assertThat(audit.list(Filter.NONE, null, 1).getFirst().id()).isGreaterThan(last);
    }

    @Test
    void isAPartOfItsTransaction() {
        try {
            database.unitOfWork().write(() -> {
                audit.add(NOW, "local", "undo-run", "1", Outcome.DONE);
                throw new IllegalStateException("it is not done");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("it is not done");
        }
        assertThat(found(Filter.NONE)).hasSize(3);
    }
}
