package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.StoredRow;
import dev.muster.application.runs.UndoRun;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.ReportRow;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What loading makes of records, whatever way they take: into an empty dataset or one with rows, in batches of any size, with
 * keys that come again in the same batch, in another one, in another run. Memory that takes one record at a time says what
 * has to come out.
 */
public abstract class LoadingContract {
    private static final int KEYS = 400;

    /** So many that an input of some hundred records is too large to be kept in the database. */
    private static final String LONG = "員".repeat(250);

    private Installation loaded;

    protected abstract DatabaseUnderTest underTest();

    @BeforeEach
    void installOnEmptyDatabase() {
        loaded = new Installation(
                underTest().emptyDatabase(CATALOG),
                new InMemoryObjectStore(),
                new LineDecoder(),
                underTest().scratch());
    }

    @ParameterizedTest
    @CsvSource({"1, 120, 1", "7, 300, 2", "999, 1600, 3", "1000, 1600, 4", "0, 1600, 5", "0, 1600, 6"})
    void hasTheOutcomeOfOneRecordAfterTheOther(int batchSize, int records, long seed) {
        Installation expected = Installation.on(new InMemoryDatabase(CATALOG).ports(), new LineDecoder());
        List<RunId> runs = new ArrayList<>();
        for (Installation each : List.of(expected, loaded)) {
            int size = each == expected ? 1 : batchSize;
            Random random = new Random(seed);
            load(each, DEPARTMENTS, Mode.INSERT, 0, "1,Legal\n2,Sales\n3,Support\n");
            load(each, JOBS, Mode.INSERT, 0, "1,Clerk\n2,Accountant\n");
            runs.clear();
            for (Mode mode : List.of(Mode.INSERT, Mode.UPSERT, Mode.INSERT, Mode.UPSERT)) {
                runs.add(load(each, HIRED_EMPLOYEES, mode, size, hires(random, records))
                        .run()
                        .id());
            }
        }
        assertThat(Outcome.of(loaded)).isEqualTo(Outcome.of(expected));
        assertCountsAreThoseOfTheRows();
        assertThat(loaded.prove().differences()).isEmpty();

        for (RunId undone : List.of(runs.get(1), runs.getFirst())) {
            for (Installation each : List.of(expected, loaded)) {
                new UndoRun(CATALOG, each.database, each.clock).undo(undone);
            }
            assertThat(Outcome.of(loaded)).isEqualTo(Outcome.of(expected));
            assertCountsAreThoseOfTheRows();
            assertThat(loaded.prove().differences()).isEmpty();
        }
    }

    /** A dry run says what the load after it says, whatever is stored already and however often keys come again. */
    @ParameterizedTest
    @CsvSource({
        "1, 120, 1000000, false, 11",
        "7, 300, 1000000, false, 12",
        "1000, 1600, 1000000, false, 13",
        "0, 1600, 1000000, false, 14",
        "7, 300, 5, false, 15",
        "1000, 1600, 40, false, 16",
        "0, 1600, 1000000, true, 17",
        "7, 300, 1000000, true, 18"
    })
    void isAsItWasRehearsed(int batchSize, int records, long maxRejections, boolean strict, long seed) {
        Random random = new Random(seed);
        load(loaded, DEPARTMENTS, Mode.INSERT, 0, "1,Legal\n2,Sales\n3,Support\n");
        load(loaded, JOBS, Mode.INSERT, 0, "1,Clerk\n2,Accountant\n");
        LoadOptions options = new LoadOptions(
                LoadOptions.Format.CSV, null, null, "utf-8", false, strict, batchSize, maxRejections, null);
        for (Mode mode : List.of(Mode.INSERT, Mode.UPSERT, Mode.INSERT, Mode.UPSERT)) {
            byte[] text = Installation.bytes(hires(random, records));
            Outcome before = Outcome.of(loaded);
            Ingested rehearsed = loaded.rehearse(HIRED_EMPLOYEES, mode, options, text);
            assertThat(Outcome.of(loaded)).isEqualTo(before);
            assertThat(Told.by(rehearsed)).isEqualTo(Told.by(loaded.load(HIRED_EMPLOYEES, mode, options, text)));
        }
    }

    /** A rehearsal goes on for as long as its input; whoever writes meanwhile does not wait for it. */
    @Test
    @Timeout(120)
    void rehearsesBesideWhoeverWrites() throws IOException {
        load(loaded, JOBS, Mode.INSERT, 0, "1,Clerk\n");
        LoadOptions options = new LoadOptions(
                LoadOptions.Format.CSV, null, null, "utf-8", false, false, 1, LoadOptions.DEFAULT_MAX_REJECTIONS, null);
        try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
            List<Counts> written = new ArrayList<>();
            Ingested rehearsed = loaded.ingestRecords.ingest(
                    new LoadRequest(JOBS, Mode.UPSERT, options, true),
                    new Input(
                            Source.Kind.UPLOAD, null, new ByteArrayInputStream(Installation.bytes("1,Cook\n2,Cook\n"))),
                    progressed -> written.add(CompletableFuture.supplyAsync(
                                    () -> load(loaded, JOBS, Mode.UPSERT, 0, "1,Nurse\n2,Nurse\n"), elsewhere)
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join()
                            .run()
                            .counts()));
            assertThat(written).hasSizeGreaterThan(1).startsWith(Counts.of(1, 1, 0, 0), Counts.of(0, 0, 2, 0));
            // Of the rows as they were when it began.
            assertThat(rehearsed.run().counts()).isEqualTo(Counts.of(1, 1, 0, 0));
        }
    }

    /** What a sender is told, but for what is another run's. */
    private record Told(
            RunStatus status,
            Counts counts,
            Map<String, Long> byCode,
            Checkpoint checkpoint,
            @Nullable Problem error,
            List<String> rejections,
            List<Object> unchangedKeys,
            List<Ingested.Change> changes) {
        static Told by(Ingested ingested) {
            Run run = ingested.run();
            return new Told(
                    run.status(),
                    run.counts(),
                    run.rejectionsByCode(),
                    run.checkpoint(),
                    run.error(),
                    ingested.rejections().stream()
                            .map(rejection -> "%s line %s %s %s: %s"
                                    .formatted(
                                            rejection.id().recordNumber(),
                                            rejection.line(),
                                            rejection.status(),
                                            rejection.reasons(),
                                            new String(rejection.raw(), StandardCharsets.UTF_8)))
                            .toList(),
                    ingested.unchangedKeys(),
                    ingested.changes());
        }
    }

    private static Ingested load(Installation into, Dataset dataset, Mode mode, int batchSize, String text) {
        LoadOptions options = new LoadOptions(
                LoadOptions.Format.CSV,
                null,
                null,
                "utf-8",
                false,
                false,
                batchSize,
                LoadOptions.DEFAULT_MAX_REJECTIONS,
                null);
        return into.load(dataset, mode, options, Installation.bytes(text));
    }

    /** Records of few keys, so that many come again; some with the same values, some that cannot pass. */
    private static String hires(Random random, int records) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < records; i++) {
            int key = random.nextInt(KEYS) + 1;
            int variant = random.nextInt(3);
            text.append(random.nextInt(40) == 0 ? "x" : key)
                    .append(',')
                    .append(variant)
                    .append(LONG)
                    .append(String.format(
                            Locale.ROOT,
                            ",%s-%02d-28T23:59:59.%sZ,",
                            2020 + key % 3,
                            (key + variant) % 12 + 1,
                            variant))
                    .append(random.nextInt(30) == 0 ? 9 : key % 3 + 1)
                    .append(',')
                    .append(key % 2 + 1)
                    .append('\n');
            if (random.nextInt(50) == 0) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    /** What was counted while rows came and went is what there is to be counted now. */
    private void assertCountsAreThoseOfTheRows() {
        List<StoredRow> rows = loaded.rows(HIRED_EMPLOYEES);
        assertThat(loaded.database.datasets().count(HIRED_EMPLOYEES)).isEqualTo(rows.size());
        Map<YearMonth, Long> byMonth = new HashMap<>();
        Map<List<Object>, Long> byQuarter = new HashMap<>();
        for (StoredRow row : rows) {
            LocalDate day = LocalDate.ofInstant((Instant) row.row().get(2), ZoneOffset.UTC);
            byMonth.merge(YearMonth.from(day), 1L, Long::sum);
            byQuarter.merge(
                    List.of(day.getYear(), row.row().get(3), row.row().get(4), (day.getMonthValue() - 1) / 3),
                    1L,
                    Long::sum);
        }
        Hires figures = new Hires(loaded.database.figures());
        assertThat(figures.years())
                .isEqualTo(byMonth.keySet().stream()
                        .map(YearMonth::getYear)
                        .distinct()
                        .sorted()
                        .toList());
        for (int year : figures.years()) {
            assertThat(figures.byMonth(year))
                    .containsExactly(new ReportRow(
                            List.of(),
                            IntStream.rangeClosed(1, 12)
                                    .<Object>mapToObj(month ->
                                            byMonth.getOrDefault(Year.of(year).atMonth(month), 0L))
                                    .toList()));
            Map<List<Object>, Long> counted = new HashMap<>();
            for (ReportRow row : figures.byQuarter(year)) {
                for (int quarter = 0; quarter < 4; quarter++) {
                    long hires = (Long) row.values().get(2 + quarter);
                    if (hires > 0) {
                        counted.put(List.of(year, row.keys().get(0), row.keys().get(1), quarter), hires);
                    }
                }
            }
            byQuarter.forEach((cell, hires) -> {
                if (cell.getFirst().equals(year)) {
                    assertThat(counted.remove(cell)).as("hires of %s", cell).isEqualTo(hires);
                }
            });
            assertThat(counted).isEmpty();
        }
    }

    /** All that there is to see, but for how it was batched. */
    private record Outcome(
            Map<String, List<StoredRow>> rows,
            List<Run> runs,
            List<String> rejections,
            List<Integer> years,
            List<ReportRow> hires) {
        static Outcome of(Installation of) {
            Map<String, List<StoredRow>> rows = new HashMap<>();
            for (Dataset dataset : List.of(DEPARTMENTS, JOBS, HIRED_EMPLOYEES)) {
                rows.put(dataset.name(), of.rows(dataset));
            }
            return new Outcome(
                    rows,
                    of.database.runs().list(null, null, null, 100).stream()
                            .map(Fixtures::withAnyOptions)
                            .toList(),
                    Fixtures.all(of.database.rejections()).stream()
                            .map(rejection -> "%s line %s %s %s %s %s: %s"
                                    .formatted(
                                            rejection.id(),
                                            rejection.line(),
                                            rejection.status(),
                                            rejection.reasons(),
                                            rejection.replayOf(),
                                            rejection.createdAt(),
                                            new String(rejection.raw(), StandardCharsets.UTF_8)))
                            .toList(),
                    new Hires(of.database.figures()).years(),
                    new Hires(of.database.figures()).byDepartment(2021));
        }
    }
}
