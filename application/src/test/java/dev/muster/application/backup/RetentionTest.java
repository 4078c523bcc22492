package dev.muster.application.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-27T06:00:00Z");

    /** Backups of today, yesterday and so on; a v stands for a verified one, an f for one that failed. */
    @ParameterizedTest(name = "{0}: last {1}, days {2}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    vvvvv | - | - | ''
                    vvvvv | 2 | - | 2 3 4
                    vvvvv | - | 3 | 3 4
                    vvvvv | 4 | 2 | 4
                    vvvvv | 1 | 4 | 4
                    vvvvv | 9 | - | ''
                    ffvff | 1 | - | 1 3 4
                    ffffv | 1 | 1 | 1 2 3
                    fffff | 1 | - | 1 2 3 4
                    ''    | 1 | 1 | ''
                    """)
    void keepsWhatEitherRuleKeepsAndTheNewestVerifiedOne(
            String backups, @Nullable Integer last, @Nullable Integer days, String superfluous) {
        List<Backup> newestFirst = new ArrayList<>();
        for (int day = 0; day < backups.length(); day++) {
            Manifest manifest = new Manifest(
                    String.valueOf(day), NOW.minus(Duration.ofDays(day)), 1, List.of(), List.of(), List.of());
            Backup verified = new Backup(manifest, Backup.Status.VERIFIED, NOW, null, null);
            newestFirst.add(backups.charAt(day) == 'v' ? verified : verified.failed(NOW, "damaged"));
        }

        assertThat(new Retention(last, days)
                        .superfluous(newestFirst, NOW).stream()
                                .map(backup -> backup.manifest().id())
                                .collect(Collectors.joining(" ")))
                .isEqualTo(superfluous);
    }
}
