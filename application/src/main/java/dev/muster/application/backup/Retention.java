package dev.muster.application.backup;

import dev.muster.domain.backup.Backup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which backups are kept: the newest ones, and those of the last days. One that either of these keeps stays, and so does
 * the newest verified one.
 *
 * @param keepLast how many of the newest ones to keep; null not to count
 * @param keepDays of how many days to keep them all; null not to look at their age
 */
public record Retention(
        @Nullable Integer keepLast, @Nullable Integer keepDays) {

    /** Returns the backups that are to be deleted: none if nothing says what to keep. */
    public List<Backup> superfluous(List<Backup> newestFirst, Instant now) {
        List<Backup> superfluous = new ArrayList<>();
        if (keepLast == null && keepDays == null) {
            return superfluous;
        }
        Optional<Backup> lastVerified = newestFirst.stream()
                .filter(backup -> backup.status() == Backup.Status.VERIFIED)
                .findFirst();
        for (int i = 0; i < newestFirst.size(); i++) {
            Backup backup = newestFirst.get(i);
            boolean isRecent = keepLast != null && i < keepLast;
            boolean isYoung =
                    keepDays != null && backup.manifest().createdAt().isAfter(now.minus(Duration.ofDays(keepDays)));
            if (!isRecent && !isYoung && !lastVerified.equals(Optional.of(backup))) {
                superfluous.add(backup);
            }
        }
        return superfluous;
    }
}
