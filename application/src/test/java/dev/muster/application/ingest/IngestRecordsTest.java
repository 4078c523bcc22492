package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.DataVersion;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of records; stopping early, strict and dry runs, landing and interruptions have tests of their own. */
class IngestRecordsTest {
    private final Intake intake = new Intake();

    static Stream<Arguments> casesInBatches() {
        return IngestCase.all().stream()
                .flatMap(
                        each -> Arrays.stream(Intake.BATCH_SIZES).mapToObj(batchSize -> Arguments.of(each, batchSize)));
    }

    @ParameterizedTest(name = "{0}, in batches of {1}")
    @MethodSource("casesInBatches")
    void givesEachRecordItsOutcome(IngestCase given, int batchSize) {
        given.given().forEach(row -> intake.given(row.dataset(), row.row()));

        Ingested ingested = intake.load(given.dataset())
                .mode(given.mode())
                .batchSize(batchSize)
                .of(given.records().stream().map(IngestCase.Line::values).toList());

        Expected expected = Expected.of(given);
        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(expected.counts());
        assertThat(ingested.run().rejectionsByCode()).isEqualTo(expected.byCode());
        assertThat(Intake.shown(ingested.rejections())).isEqualTo(expected.rejections());
        assertThat(ingested.unchangedKeys()).isEqualTo(expected.unchangedKeys());
        assertThat(ingested.changes()).isEqualTo(expected.changes());
        assertThat(intake.rows(given.dataset())).isEqualTo(expected.rows());
        assertThat(intake.rejections()).isEqualTo(expected.rejections());
        assertThat(intake.run(ingested.run().id())).isEqualTo(ingested.run());
        intake.assertBalanced(ingested.run().id());
    }

    /** What a case's table says, in the terms of the use case. */
    private record Expected(
            Counts counts,
            Map<String, Long> byCode,
            List<String> rejections,
            List<Object> unchangedKeys,
            List<Ingested.Change> changes,
            List<String> rows) {

        static Expected of(IngestCase given) {
            int[] counts = new int[4];
            Map<String, Long> byCode = new TreeMap<>();
            List<String> rejections = new ArrayList<>();
            List<Object> unchanged = new ArrayList<>();
            List<Ingested.Change> changes = new ArrayList<>();
            for (int n = 1; n <= given.records().size(); n++) {
                IngestCase.Line record = given.records().get(n - 1);
                String[] outcome = record.outcome().split(" ", 2);
                switch (outcome[0]) {
                    case "inserted" -> counts[0]++;
                    case "updated" -> {
                        counts[1]++;
                        Row before = IngestCase.row(given.dataset(), outcome[1]);
                        changes.add(new Ingested.Change(
                                before.key(given.dataset()), before, normalised(given, record.values())));
                    }
                    case "unchanged" -> {
                        counts[2]++;
                        unchanged.add(normalised(given, record.values()).key(given.dataset()));
                    }
                    default -> {
                        counts[3]++;
                        rejections.add("1:%s open line %s %s: %s".formatted(n, n, record.outcome(), record.values()));
                        Arrays.stream(record.outcome().split(" "))
                                .map(reason -> reason.replaceAll("\\(.*", ""))
                                .distinct()
                                .forEach(code -> byCode.merge(code, 1L, Long::sum));
                    }
                }
            }
            List<String> rows = given.stored().stream()
                    .map(line -> "%s <%s"
                            .formatted(line.values(), line.outcome().equals("given") ? "given" : "1:" + line.outcome()))
                    .toList();
            return new Expected(
                    Counts.of(counts[0], counts[1], counts[2], counts[3]),
                    byCode,
                    rejections,
                    unchanged,
                    changes,
                    rows);
        }

        /** What the values are stored as, by the validator that has tests of its own. */
        private static Row normalised(IngestCase given, String values) {
            Verdict verdict = new RecordValidator(given.dataset(), NOW)
                    .validate(RawRecord.plain(given.dataset(), values.split(",", -1)));
            return ((Verdict.Accepted) verdict).row();
        }
    }

    @Test
    void putsAllOfARunOnRecord() {
        intake.given(DEPARTMENTS, department(1, "Legal"));
        byte[] input = "1,Legal\n\n2,Sales\nx,\n\n".getBytes(StandardCharsets.UTF_8);
        Ingested ingested = intake.load(DEPARTMENTS).upsert().bytes(input);

        Run expected = new Run(
                new RunId(1),
                "departments",
                DEPARTMENTS.fingerprint(),
                Mode.UPSERT,
                LoadOptions.of(LoadOptions.Format.CSV),
                RunStatus.SUCCEEDED,
                new Source(Source.Kind.UPLOAD, "records.csv", sha256(input), input.length),
                null,
                Counts.of(1, 0, 1, 1),
                Map.of("not-integer", 1L, "required", 1L),
                new Checkpoint(3, 6, input.length, 2),
                input.length,
                NOW,
                NOW,
                null);
        assertThat(ingested.run()).isEqualTo(expected);
        assertThat(intake.database.runs().find(new RunId(1))).contains(expected);
        assertThat(intake.database.runs().rawOf(new RunId(1), 2))
                .hasValueSatisfying(raw -> assertThat(raw).isEqualTo(input));
    }

    @Test
    void putsAllOfARejectionOnRecord() {
        intake.given(DEPARTMENTS, department(1, "Legal"));
        intake.given(JOBS, job(1, "Clerk"));
        intake.load(HIRED_EMPLOYEES).of("", "5,Ann,2021-01-01T00:00:00Z,13,7");

        Rejection expected = new Rejection(
                new Rejection.Id(new RunId(1), 1),
                "hired_employees",
                2,
                Rejection.Status.OPEN,
                List.of(
                        new Reason(
                                ReasonCode.UNKNOWN_REFERENCE,
                                "department_id",
                                "13",
                                "department_id 13 is not in departments"),
                        new Reason(ReasonCode.UNKNOWN_REFERENCE, "job_id", "7", "job_id 7 is not in jobs")),
                "5,Ann,2021-01-01T00:00:00Z,13,7".getBytes(StandardCharsets.UTF_8),
                "5",
                null,
                NOW);
        assertThat(intake.database.rejections().find(expected.id()))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(expected);
    }

    @Test
    void namesTheDuplicateInWords() {
        Ingested ingested = intake.load(DEPARTMENTS).of("1,Legal", "1,Law");

        assertThat(ingested.rejections().getFirst().reasons())
                .containsExactly(new Reason(
                        ReasonCode.DUPLICATE_KEY, "id", "1", "id 1 is in departments already with other values"));
    }

    @Test
    void countsTimeInWholeMilliseconds() {
        intake.clock.set(NOW.plusNanos(999_999));
        Ingested ingested = intake.load(DEPARTMENTS).of("x,Legal");

        assertThat(ingested.run().startedAt()).isEqualTo(NOW);
        assertThat(ingested.run().finishedAt()).isEqualTo(NOW);
        assertThat(ingested.rejections().getFirst().createdAt()).isEqualTo(NOW);
        assertThat(intake.database.datasets().version(List.of(DEPARTMENTS)).at())
                .isEqualTo(NOW);
    }

    @ParameterizedTest
    @MethodSource("batchSizes")
    void showsTheFirstHundredOfEach(int batchSize) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 150; i++) {
            lines.add(i + ",");
            // Each key twice, the greater ones first.
            lines.add((1_000 - i) + ",a");
            lines.add((1_000 - i) + ",a");
            lines.add((1_000 - i) + ",b");
        }
        Ingested ingested =
                intake.load(DEPARTMENTS).upsert().batchSize(batchSize).of(lines);

        assertThat(ingested.run().counts()).isEqualTo(Counts.of(150, 150, 150, 150));
        assertThat(ingested.rejections())
                .extracting(rejection -> rejection.id().recordNumber())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> 1L + 4 * i).toList());
        List<Object> firstKeys =
                IntStream.rangeClosed(1, 100).<Object>mapToObj(i -> 1_000L - i).toList();
        assertThat(ingested.unchangedKeys()).isEqualTo(firstKeys);
        assertThat(ingested.changes()).extracting(Ingested.Change::key).isEqualTo(firstKeys);
        assertThat(intake.rejections()).hasSize(150);
    }

    static IntStream batchSizes() {
        return Arrays.stream(Intake.BATCH_SIZES);
    }

    @Test
    void commitsAsManyRecordsTogetherAsItIsTold() {
        List<Counts> seen = new ArrayList<>();
        intake.load(DEPARTMENTS)
                .batchSize(2)
                .bytes(Intake.text(Intake.departments(1, 5)), intake.ingestRecords(), run -> seen.add(run.counts()));

        assertThat(seen).containsExactly(Counts.of(2, 0, 0, 0), Counts.of(4, 0, 0, 0), Counts.of(5, 0, 0, 0));
        assertThat(intake.rows(DEPARTMENTS)).hasSize(5);
    }

    @Test
    void tellsWhoListensHowItGetsOn() {
        List<String> seen = new ArrayList<>();
        byte[] input = Intake.text(Intake.departments(1, 4));
        intake.load(DEPARTMENTS).batchSize(3).bytes(input, intake.ingestRecords(), run -> {
            assertThat(intake.database.runs().find(run.id())).contains(run);
            seen.add("%s %s of %s"
                    .formatted(run.status().code(), run.checkpoint().offset(), input.length));
        });

        assertThat(seen).containsExactly("running 39 of 52", "succeeded 52 of 52");
    }

    @Test
    void supersedesRejectionsOfEarlierRuns() {
        intake.load(DEPARTMENTS).of("x,Legal", "y,Legal", "1,Legal", "1,Law");
        intake.load(JOBS).of("x,Legal");
        Ingested again = intake.load(DEPARTMENTS).batchSize(1).of("1,Law", "x,Legal", "x,Legal");

        assertThat(intake.rejections())
                .containsExactly(
                        "1:1 superseded line 1 not-integer(id): x,Legal",
                        "1:2 open line 2 not-integer(id): y,Legal",
                        "1:4 superseded line 4 duplicate-key(id): 1,Law",
                        "2:1 open line 1 not-integer(id): x,Legal",
                        "3:1 open line 1 duplicate-key(id): 1,Law",
                        "3:2 open line 2 not-integer(id): x,Legal",
                        "3:3 open line 3 not-integer(id): x,Legal");
        assertThat(Intake.shown(again.rejections()))
                .isEqualTo(intake.rejections().subList(4, 7));
    }

    @Test
    void countsTheSameInputAgainAsUnchanged() {
        List<String> lines = Intake.departments(1, 20);
        intake.load(DEPARTMENTS).of(lines);
        List<String> before = intake.rows(DEPARTMENTS);
        DataVersion version = intake.database.datasets().version(List.of(DEPARTMENTS));
        intake.clock.advance(Duration.ofHours(1));

        Ingested again = intake.load(DEPARTMENTS).batchSize(7).of(lines);
        Ingested upserted = intake.load(DEPARTMENTS).upsert().of(lines);

        assertThat(again.run().counts()).isEqualTo(Counts.of(0, 0, 20, 0));
        assertThat(upserted.run().counts()).isEqualTo(Counts.of(0, 0, 20, 0));
        assertThat(intake.rows(DEPARTMENTS)).isEqualTo(before);
        // Nothing changed, so what was computed from it is still right.
        assertThat(intake.database.datasets().version(List.of(DEPARTMENTS))).isEqualTo(version);
    }

    @Test
    void notesWhenRowsOrRejectionsChange() {
        DataVersion none = version();
        intake.load(DEPARTMENTS).of("1,Legal");
        DataVersion inserted = version();
        intake.clock.advance(Duration.ofSeconds(1));
        intake.load(DEPARTMENTS).of("1,Law");
        DataVersion rejected = version();
        intake.clock.advance(Duration.ofSeconds(1));
        intake.load(DEPARTMENTS).upsert().of("1,Law");
        DataVersion updated = version();
        intake.load(JOBS).of("1,Clerk");

        assertThat(none).isEqualTo(DataVersion.NONE);
        assertThat(inserted.number()).isPositive();
        assertThat(rejected.number()).isGreaterThan(inserted.number());
        assertThat(updated.number()).isGreaterThan(rejected.number());
        assertThat(List.of(inserted, rejected, updated))
                .extracting(DataVersion::at)
                .containsExactly(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2));
        assertThat(version()).isEqualTo(updated);
    }

    private DataVersion version() {
        return intake.database.datasets().version(List.of(DEPARTMENTS));
    }

    @Test
    void readsAnEmptyInputToItsEnd() {
        Ingested ingested = intake.load(DEPARTMENTS).bytes(new byte[0]);

        assertThat(ingested.run().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(ingested.run().counts()).isEqualTo(Counts.ZERO);
        assertThat(version()).isEqualTo(DataVersion.NONE);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
