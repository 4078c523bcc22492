package dev.muster.domain.access;

import java.time.Instant;
import java.util.Locale;

/**
 * That somebody did something, or tried to.
 *
 * @param id grows with each entry
 * @param actor {@code key:<id>}, {@code jwt:<sub>}, {@code local}, {@code schedule} or {@code anonymous}
 * @param action what an API calls its operation: {@code load-records}
 * @param subject what it was about: mostly an id
 */
public record AuditEntry(long id, Instant at, String actor, String action, String subject, Outcome outcome) {

    /** What came of it. */
    public enum Outcome {
        /** It was done, or is under way and on record itself. */
        DONE,
        /** Whoever asked may not do it. */
        REFUSED,
        /** It could not be done. */
        FAILED;

        /** The name in small letters. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
