package dev.muster.adapters.out.recovery;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.recovery.BackupProcess.Work;
import dev.muster.adapters.out.recovery.ProcessesTest.Meeting;
import dev.muster.application.backup.BackupProgress;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.StoredRow;
import dev.muster.application.work.ResumeRuns;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of backups, restores and moves whose process is killed. */
@Timeout(3600)
class KilledBackupsTest {
    private static final int ROWS = 6_000;
    private static final String COMBINATIONS = """
            SQLITE, BACKUP
            SQLITE, RESTORE
            SQLITE, MOVE
            POSTGRES, BACKUP
            POSTGRES, RESTORE
            POSTGRES, MOVE
            """;

    @TempDir
    private Path folder;

    /** Each kind of work once. */
    @ParameterizedTest
    @CsvSource({"SQLITE, BACKUP", "POSTGRES, RESTORE", "SQLITE, MOVE"})
    void leavesTheOldOrTheNew(Meeting meeting, Work work) throws Exception {
        kill(meeting, work, 1);
    }

    @Tag("faults")
    @ParameterizedTest
    @CsvSource(textBlock = COMBINATIONS)
    void leavesTheOldOrTheNewWheneverItIsKilled(Meeting meeting, Work work) throws Exception {
        kill(meeting, work, 50);
    }

    private void kill(Meeting meeting, Work work, int kills) throws Exception {
        Random random = new Random(20261127);
        Path storage = folder.resolve("storage");
        String url = meeting.url(Files.createDirectories(folder.resolve("site")));
        try (Site site = new Site(url, storage)) {
            site.load(Mode.INSERT, lines(0, "1.5") + "bad\n");
            String id = site.createBackup
                    .create(site.createBackup.newId(), CATALOG.all(), BackupProgress.NONE)
                    .manifest()
                    .id();
            List<StoredRow> backedUp = rows(site);
            long longest = 0;
            for (int kill = 0; kill <= kills; kill++) {
                site.load(Mode.UPSERT, lines(ROWS / 2, "2"));
                List<StoredRow> before = rows(site);
                String other = meeting.url(Files.createDirectories(folder.resolve("other" + kill)));
                Process process = JavaProcess.start(
                        BackupProcess.class, url, storage.toString(), work.name(), work == Work.MOVE ? other : id);
                try {
                    assertThat(process.inputReader(StandardCharsets.UTF_8).readLine())
                            .isEqualTo("ready");
                    long begun = System.nanoTime();
                    process.getOutputStream().close();
                    if (kill == 0) {
                        // The first one is left alone, to see how long it takes.
                        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine())
                                .isEqualTo("done");
                        longest = (System.nanoTime() - begun) / 1_000_000;
                    } else {
                        Thread.sleep(random.nextLong(longest + 1));
                    }
                } finally {
                    process.destroyForcibly().waitFor();
                }
                switch (work) {
                    case BACKUP -> assertBackupsAreWhole(site);
                    case RESTORE -> assertOldOrNew(site, before, backedUp);
                    case MOVE -> assertNothingOrEverything(site, other, storage);
                }
                assertThat(integrity(site)).isEmpty();
            }
        }
    }

    private static String lines(int from, String amount) {
        return IntStream.range(from, from + ROWS)
                .mapToObj(n -> String.format(Locale.ROOT, "t%06d,%s,USD,web %s,\n", n, amount, "x".repeat(30)))
                .collect(Collectors.joining());
    }

    private static List<StoredRow> rows(Site site) {
        return Fixtures.all(site.database.datasets(), TRANSACTIONS);
    }

    private static void assertBackupsAreWhole(Site site) {
        site.backups.remove(Instant.parse("9000-01-01T00:00:00Z"));
        for (Backup backup : site.backups.list()) {
            assertThat(site.verifyBackup
                            .verify(backup.manifest().id(), BackupProgress.NONE)
                            .status())
                    .isEqualTo(Backup.Status.VERIFIED);
        }
    }

    private static void assertOldOrNew(Site site, List<StoredRow> before, List<StoredRow> backedUp)
            throws InterruptedException {
        endLeftRestores(site);
        List<StoredRow> now = rows(site);
        List<Run> restores = site.database.runs().list("transactions", null, null, 1_000).stream()
                .filter(run -> run.source().kind() == Source.Kind.BACKUP)
                .toList();
        boolean isNew =
                !restores.isEmpty() && restores.getFirst().status() == RunStatus.SUCCEEDED && !now.equals(before);
        assertThat(now).isEqualTo(isNew ? backedUp : before);
        assertThat(site.database.datasets().count(TRANSACTIONS)).isEqualTo(now.size());
    }

    /** As a service does that finds runs which nobody works on. */
    private static void endLeftRestores(Site site) throws InterruptedException {
        ResumeRuns resumeRuns = new ResumeRuns(site.database, site.ingestRecords, run -> false, InstantSource.system());
        // A server may take a moment to see that a process is gone whose statement it is still working on.
        for (int i = 0; i < 600 && !site.database.runs().unfinished().isEmpty(); i++) {
            resumeRuns.resume((run, fault) -> {
                throw fault;
            });
            Thread.sleep(100);
        }
        assertThat(site.database.runs().unfinished()).isEmpty();
    }

    private static void assertNothingOrEverything(Site site, String url, Path storage) {
        try (Site other = new Site(url, storage)) {
            List<Run> runs = other.database.runs().list(null, null, null, 1_000);
            if (runs.isEmpty()) {
                assertThat(rows(other)).isEmpty();
                assertThat(other.database.rejections().countOpen()).isEmpty();
            } else {
                assertThat(runs).isEqualTo(site.database.runs().list(null, null, null, 1_000));
                assertThat(rows(other)).isEqualTo(rows(site));
                assertThat(other.database.rejections().countOpen())
                        .isEqualTo(site.database.rejections().countOpen());
                assertThat(other.database.datasets().count(TRANSACTIONS))
                        .isEqualTo(rows(site).size());
            }
        }
    }

    /** What the database itself finds wrong. */
    private static List<String> integrity(Site site) throws SQLException {
        try (Connection connection = site.connect();
                Statement statement = connection.createStatement()) {
            if (!connection.getMetaData().getDatabaseProductName().equals("SQLite")) {
                return List.of();
            }
            try (ResultSet results = statement.executeQuery("PRAGMA integrity_check")) {
                results.next();
                String found = results.getString(1);
                return found.equals("ok") ? List.of() : List.of(found);
            }
        }
    }
}
