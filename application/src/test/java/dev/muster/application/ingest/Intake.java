package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Database;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The use case on ports in memory, and what there is to see of its work, as text. */
final class Intake {
    static final long MAX_BYTES = 4 << 20;

    /** Batch sizes that no outcome may depend on: every record alone, never the whole input, all at once, and the default. */
    static final int[] BATCH_SIZES = {1, 2, 7, 1_000, 0};

    final FakeClock clock = new FakeClock(NOW);
    final CountingIds ids = new CountingIds();
    final InMemoryDatabase memory = new InMemoryDatabase(CATALOG);
    final InMemoryObjectStore objects = new InMemoryObjectStore();
    final Database database = memory.ports();

    IngestRecords ingestRecords() {
        return ingestRecords(database, objects);
    }

    /** The use case on other ports than these, which may fail. */
    IngestRecords ingestRecords(Database otherDatabase, ObjectStore otherObjects) {
        return new IngestRecords(
                CATALOG, otherDatabase, otherObjects, new LineDecoder(), clock, ids, MAX_BYTES, InMemoryScratch::new);
    }

    /** A load of records into {@code dataset}: insert, in batches as the service chooses, unless it is told otherwise. */
    Load load(Dataset dataset) {
        return new Load(this, new LoadRequest(dataset, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), false));
    }

    /** What is to be loaded, and how. Immutable. */
    record Load(Intake intake, LoadRequest request) {
        Load mode(Mode mode) {
            return new Load(intake, new LoadRequest(request.dataset(), mode, request.options(), request.dryRun()));
        }

        Load upsert() {
            return mode(Mode.UPSERT);
        }

        Load dryRun() {
            return new Load(intake, new LoadRequest(request.dataset(), request.mode(), request.options(), true));
        }

        Load strict() {
            return with(
                    request.options().gzip(),
                    true,
                    request.options().batchSize(),
                    request.options().maxRejections());
        }

        Load gzip() {
            return with(
                    true,
                    request.options().strict(),
                    request.options().batchSize(),
                    request.options().maxRejections());
        }

        Load batchSize(int size) {
            return with(
                    request.options().gzip(),
                    request.options().strict(),
                    size,
                    request.options().maxRejections());
        }

        Load maxRejections(long max) {
            return with(
                    request.options().gzip(),
                    request.options().strict(),
                    request.options().batchSize(),
                    max);
        }

        private Load with(boolean gzip, boolean strict, int batchSize, long maxRejections) {
            LoadOptions options = new LoadOptions(
                    LoadOptions.Format.CSV, null, null, "utf-8", gzip, strict, batchSize, maxRejections, null);
            return new Load(intake, new LoadRequest(request.dataset(), request.mode(), options, request.dryRun()));
        }

        /** Loads these lines. */
        Ingested of(String... lines) {
            return of(List.of(lines));
        }

        Ingested of(List<String> lines) {
            return bytes(text(lines));
        }

        Ingested bytes(byte[] input) {
            return bytes(input, intake.ingestRecords(), RunListener.NONE);
        }

        Ingested bytes(byte[] input, IngestRecords ingestRecords, RunListener listener) {
            try {
                return ingestRecords.ingest(request, input(input), listener);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Input input(byte[] bytes) {
        return new Input(Source.Kind.UPLOAD, "records.csv", new ByteArrayInputStream(bytes));
    }

    static byte[] text(List<String> lines) {
        return lines.stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** {@code department(from)} to {@code department(to)}, both included. */
    static List<String> departments(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj("%s,Department"::formatted)
                .toList();
    }

    /** Stores rows that no run of the tests brought. */
    void given(Dataset dataset, Row... rows) {
        RunId before = new RunId(1_000_000);
        database.unitOfWork().write(() -> {
            List<StoredRow> stored = new ArrayList<>();
            for (Row row : rows) {
                stored.add(new StoredRow(row, before, datasets().count(dataset) + stored.size() + 1));
            }
            return Fixtures.insertAbsent(datasets(), dataset, stored);
        });
    }

    private DatasetStore datasets() {
        return database.datasets();
    }

    /** The stored rows in key order, such as {@code 7,Research <1:3}: record 3 of run 1. */
    List<String> rows(Dataset dataset) {
        return Fixtures.all(datasets(), dataset).stream()
                .map(row -> "%s <%s"
                        .formatted(
                                line(row.row()),
                                row.run().value() == 1_000_000
                                        ? "given"
                                        : row.run().value() + ":" + row.recordNumber()))
                .toList();
    }

    /** A row as a line of values; nothing stands for absent ones. */
    static String line(Row row) {
        return IntStream.range(0, row.size())
                .mapToObj(row::get)
                .map(value -> value == null ? "" : value.toString())
                .collect(Collectors.joining(","));
    }

    /** All stored rejections, oldest first, as {@link #shown} shows them. */
    List<String> rejections() {
        return shown(Fixtures.all(database.rejections()));
    }

    /** Such as {@code 1:2 open line 3 required(id): ,Sales}: record 2 of run 1. */
    static List<String> shown(List<Rejection> rejections) {
        return rejections.stream()
                .map(rejection -> "%s:%s %s line %s %s: %s"
                        .formatted(
                                rejection.id().run().value(),
                                rejection.id().recordNumber(),
                                rejection.status().code(),
                                rejection.line(),
                                codes(rejection.reasons()),
                                new String(rejection.raw(), StandardCharsets.UTF_8)))
                .toList();
    }

    /** Such as {@code required(id) column-count}. */
    static String codes(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> reason.code().code() + (reason.field() == null ? "" : "(" + reason.field() + ")"))
                .collect(Collectors.joining(" "));
    }

    Run run(RunId id) {
        return database.runs().find(id).orElseThrow();
    }

    /**
     * Asserts that each record of a run has one outcome: its batches follow each other without a gap, each balances, and
     * together they are the run's ledger.
     */
    void assertBalanced(RunId id) {
        Run run = run(id);
        Counts sum = Counts.ZERO;
        long record = 1;
        long offset = 0;
        for (RunBatch batch : memory.batches(id)) {
            Provenance.File stretch = (Provenance.File) batch.provenance();
            assertThat(batch.firstRecord()).isEqualTo(record);
            assertThat(stretch.byteStart()).isEqualTo(offset);
            assertThat(batch.counts().received()).isEqualTo(batch.lastRecord() - batch.firstRecord() + 1);
            record = batch.lastRecord() + 1;
            offset = stretch.byteEnd();
            sum = sum.plus(batch.counts());
        }
        assertThat(run.counts()).isEqualTo(sum);
        if (run.counts().received() > 0) {
            assertThat(run.checkpoint().records()).isEqualTo(run.counts().received());
            assertThat(run.checkpoint().offset()).isEqualTo(offset);
        }
        assertThat(database.rejections().ids(new RejectionStore.Filter(id, null, null, null), null, Integer.MAX_VALUE))
                .hasSize(Math.toIntExact(run.counts().rejected()));
        assertThat(storedBy(id))
                .isLessThanOrEqualTo(run.counts().inserted() + run.counts().updated());
    }

    private long storedBy(RunId id) {
        return CATALOG.all().stream()
                .flatMap(dataset -> Fixtures.all(datasets(), dataset).stream())
                .filter(row -> row.run().equals(id))
                .count();
    }

    /** Everything that there is to see in the database, but for how it was batched. */
    Snapshot snapshot() {
        return new Snapshot(
                CATALOG.all().stream().collect(Collectors.toMap(Dataset::name, this::rows)),
                rejections(),
                database.runs().list(null, null, null, Integer.MAX_VALUE).stream()
                        .map(Fixtures::withAnyOptions)
                        .toList());
    }

    record Snapshot(Map<String, List<String>> rows, List<String> rejections, List<Run> runs) {
        @Nullable
        Run newestRun() {
            return runs.isEmpty() ? null : runs.getFirst();
        }
    }
}
