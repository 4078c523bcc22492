package dev.muster.adapters.out.recovery;

import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.postgres.PostgresServer;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.RunStore.Holder;
import dev.muster.application.port.StoredRow;
import dev.muster.application.work.ResumeRuns;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What several processes on one database leave behind, also those that are killed. */
@Timeout(600)
class ProcessesTest {
    private static final BiConsumer<RunId, RuntimeException> AS_IT_IS = (run, fault) -> {
        throw fault;
    };

    private static final int RECORDS = 30_000;
    /** One record in so many is rejected. */
    private static final int BAD = 100;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    /** Where the processes meet. */
    enum Meeting {
        SQLITE {
            @Override
            String url(Path folder) {
                return "jdbc:sqlite:" + folder.resolve("muster.db");
            }
        },
        POSTGRES {
            @Override
            String url(Path folder) {
                return PostgresServer.newDatabase();
            }
        };

        /** The address of a new database. */
        abstract String url(Path folder);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String url, int batchSize, Path file) throws IOException {
        Process process = LoadingProcess.start(url, folder.resolve("storage"), batchSize, file);
        started.add(process);
        return process;
    }

    private Path file() throws IOException {
        String lines = IntStream.rangeClosed(1, RECORDS)
                .mapToObj(n -> String.format(
                        Locale.ROOT, "t%06d,%s,USD,web %s,\n", n, n % BAD == 0 ? "x" : "1.5", "x".repeat(30)))
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("transactions.csv"), lines);
    }

    private static void awaitLanded(Process process) throws IOException {
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("landed");
    }

    private static void load(Process process) throws IOException {
        process.getOutputStream().close();
    }

    private static void assertNothingIsTakenFromWhoLives(Site site) {
        assertThat(site.database.runs().unfinished()).hasSize(1);
        assertThat(new ResumeRuns(site.database, site.ingestRecords, run -> false, InstantSource.system())
                        .resume(AS_IT_IS))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhereAKilledProcessStopped(Meeting meeting) throws IOException, InterruptedException {
        killAndResume(meeting, 1, 400);
    }

    @Tag("faults")
    @ParameterizedTest
    @EnumSource
    void goesOnWhereverAKilledProcessStopped(Meeting meeting) throws IOException, InterruptedException {
        killAndResume(meeting, 50, 0);
    }

    private void killAndResume(Meeting meeting, int kills, int batchSizeOfAll)
            throws IOException, InterruptedException {
        Random random = new Random(20260301);
        Path file = file();
        for (int kill = 0; kill < kills; kill++) {
            String url = meeting.url(Files.createDirectories(folder.resolve("site" + kill)));
            int batchSize =
                    batchSizeOfAll > 0 ? batchSizeOfAll : List.of(0, 100, 700).get(random.nextInt(3));
            try (Site site = new Site(url, folder.resolve("storage"))) {
                Process process = start(url, batchSize, file);
                awaitLanded(process);
                assertNothingIsTakenFromWhoLives(site);
                load(process);
                Thread.sleep(random.nextInt(600));
                process.destroyForcibly().waitFor();

                resume(site);
                assertLoadedOnce(site);
            }
        }
    }

    private static void resume(Site site) throws InterruptedException {
        ResumeRuns resumeRuns = new ResumeRuns(site.database, site.ingestRecords, run -> false, InstantSource.system());
        List<Ingestion> left = resumeRuns.resume(AS_IT_IS);
        // A server may take a moment to see that a process is gone whose statement it is still working on.
        for (int i = 0; i < 300 && left.isEmpty() && isUnfinished(site); i++) {
            Thread.sleep(100);
            left = resumeRuns.resume(AS_IT_IS);
        }
        assertThat(left).hasSizeLessThanOrEqualTo(1);
        left.forEach(ingestion -> {
            assertThat(site.database.runs().unfinished())
                    .allMatch(unfinished -> unfinished.holder() == Holder.THIS_PROCESS);
            assertThat(new ResumeRuns(site.database, site.ingestRecords, run -> false, InstantSource.system())
                            .resume(AS_IT_IS))
                    .isEmpty();
            ingestion.load(RunListener.NONE);
        });
    }

    private static boolean isUnfinished(Site site) {
        return !site.database.runs().unfinished().isEmpty();
    }

    /** Nothing is lost, nothing doubled, the ledger balances. */
    private static void assertLoadedOnce(Site site) {
        List<Run> runs = site.database.runs().list(null, null, null, 10);
        assertThat(runs).hasSize(1);
        Run run = runs.getFirst();
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.counts()).isEqualTo(Counts.of(RECORDS - RECORDS / BAD, 0, 0, RECORDS / BAD));
        List<StoredRow> rows = site.database
                .datasets()
                .list(TRANSACTIONS, Map.of(), null, RECORDS + 1)
                .items();
        assertThat(rows).hasSize(RECORDS - RECORDS / BAD);
        assertThat(site.database.datasets().count(TRANSACTIONS)).isEqualTo(rows.size());
        List<Rejection> rejections =
                site.database.rejections().list(Filter.ALL, null, RECORDS).items();
        assertThat(rejections).hasSize(RECORDS / BAD);
        assertThat(IntStream.concat(
                                rows.stream().mapToInt(row -> (int) row.recordNumber()),
                                rejections.stream().mapToInt(rejection ->
                                        (int) rejection.id().recordNumber()))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.rangeClosed(1, RECORDS).toArray());
        for (long record = 1; record <= RECORDS; record++) {
            if (record % 500 == 1) {
                assertThat(site.database.runs().batchOf(run.id(), record)).isPresent();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void loadsAFileOnceThatTwoProcessesLoadAtOnceIntoSqlite(int batchSize) throws IOException, InterruptedException {
        loadTwice(Meeting.SQLITE, batchSize);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void loadsAFileOnceThatTwoProcessesLoadAtOnceIntoPostgres(int batchSize) throws IOException, InterruptedException {
        loadTwice(Meeting.POSTGRES, batchSize);
    }

    private void loadTwice(Meeting meeting, int batchSize) throws IOException, InterruptedException {
        Path file = file();
        String url = meeting.url(folder);
        try (Site site = new Site(url, folder.resolve("storage"))) {
            List<Process> both = List.of(start(url, batchSize, file), start(url, batchSize, file));
            long inserted = 0;
            long unchanged = 0;
            for (Process process : both) {
                awaitLanded(process);
            }
            for (Process process : both) {
                load(process);
            }
            for (Process process : both) {
                String[] counts = String.valueOf(
                                process.inputReader(StandardCharsets.UTF_8).readLine())
                        .split(" ", -1);
                assertThat(process.waitFor()).isZero();
                inserted += Long.parseLong(counts[0]);
                unchanged += Long.parseLong(counts[1]);
                assertThat(counts[2]).isEqualTo(Integer.toString(RECORDS / BAD));
            }

            int good = RECORDS - RECORDS / BAD;
            assertThat(inserted).isEqualTo(good);
            assertThat(unchanged).isEqualTo(good);
            assertThat(site.database
                            .datasets()
                            .list(TRANSACTIONS, Map.of(), null, RECORDS + 1)
                            .items())
                    .hasSize(good);
            assertThat(site.database.datasets().count(TRANSACTIONS)).isEqualTo(good);
            assertThat(site.database.runs().list(null, null, null, 10))
                    .hasSize(2)
                    .allMatch(run -> run.status() == RunStatus.SUCCEEDED);
        }
    }
}
