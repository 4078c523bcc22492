package dev.muster.domain.backup;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A backup, and what is known of it.
 *
 * @param checkedAt when its files were last read as a whole
 * @param problem why it failed; null if it did not
 * @param drill the last time that it was restored on trial; null if it never was
 */
public record Backup(
        Manifest manifest,
        Status status,
        Instant checkedAt,
        @Nullable String problem,
        @Nullable Drill drill) {

    /** What was found when a backup was last read. */
    public enum Status {
        /** Every byte is as it was written. */
        VERIFIED,
        /** It is damaged. */
        FAILED;

        /** The public name. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A restore into a scratch database.
     *
     * @param differences what was not as the backup says, the first ones; empty if it passed
     */
    public record Drill(boolean passed, Instant at, List<String> differences) {
        public Drill {
            differences = List.copyOf(differences);
        }
    }

    public Backup verified(Instant at) {
        return new Backup(manifest, Status.VERIFIED, at, null, drill);
    }

    /** @param why for people */
    public Backup failed(Instant at, String why) {
        return new Backup(manifest, Status.FAILED, at, why, drill);
    }

    public Backup with(Drill newDrill) {
        return new Backup(manifest, status, checkedAt, problem, newDrill);
    }
}
