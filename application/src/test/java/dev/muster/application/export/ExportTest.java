package dev.muster.application.export;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.in;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.application.fixtures.Fixtures.run;
import static dev.muster.application.fixtures.Fixtures.stored;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.Table;
import dev.muster.domain.run.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExportTest {
    private static final TableWriter.Options RAW = new TableWriter.Options(true, false);
    private static final RunId RUN = new RunId(1);

    private final Database database = new InMemoryDatabase(CATALOG).ports();
    private final TableWriter lines = new LineWriter();
    private final ExportRecords exportRecords = new ExportRecords(database);

    private void store(int departments) {
        List<StoredRow> rows = LongStream.rangeClosed(1, departments)
                .mapToObj(id -> stored(department(id, id % 2 == 0 ? "Even" : "Odd"), RUN))
                .toList();
        write(() -> Fixtures.insertAbsent(database.datasets(), DEPARTMENTS, rows));
    }

    private void write(Runnable work) {
        database.unitOfWork().write(() -> {
            work.run();
            return null;
        });
    }

    private List<String> exported(Map<Integer, Object> equal) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exportRecords.export(DEPARTMENTS, equal, lines, RAW, out);
        return out.toString(UTF_8).lines().toList();
    }

    @Test
    void writesAllRowsInKeyOrder() throws Exception {
        store(3);
        assertThat(exported(Map.of())).containsExactly("id department", "[1, Odd]", "[2, Even]", "[3, Odd]");
    }

    @Test
    void writesTheColumnsWhereThereIsNoRow() throws Exception {
        assertThat(exported(Map.of())).containsExactly("id department");
    }

    @Test
    void goesOnBeyondWhatIsReadAtOnce() throws Exception {
        int count = 2 * ExportRecords.rowsAtOnce(DEPARTMENTS) + 1;
        store(count);
        assertThat(exported(Map.of())).hasSize(count + 1).endsWith("[%s, Odd]".formatted(count));
    }

    @Test
    void endsWhereWhatIsReadAtOnceDoes() throws Exception {
        int count = ExportRecords.rowsAtOnce(DEPARTMENTS);
        store(count);
        assertThat(exported(Map.of())).hasSize(count + 1);
    }

    @Test
    void writesOnlyWhatIsAskedFor() throws Exception {
        store(4);
        assertThat(exported(Map.of(1, "Even"))).containsExactly("id department", "[2, Even]", "[4, Even]");
    }

    @Test
    void seesTheRowsAsOfOneMoment() throws Exception {
        store(3);
        List<String> seen = new ArrayList<>();
        TableWriter slow = new TableWriter() {
            @Override
            public String format() {
                return "slow";
            }

            @Override
            public String mediaType() {
                return "text/plain";
            }

            @Override
            public void write(Table table, Options options, OutputStream out) {
                // Someone else writes before the first row is read.
                Thread other = new Thread(() -> ExportTest.this.write(() -> Fixtures.insertAbsent(
                        database.datasets(), DEPARTMENTS, List.of(stored(department(9, "Late"), RUN)))));
                other.start();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                table.rows().forEachRemaining(row -> seen.add(row.toString()));
            }
        };
        exportRecords.export(DEPARTMENTS, Map.of(), slow, RAW, OutputStream.nullOutputStream());
        assertThat(seen).containsExactly("[1, Odd]", "[2, Even]", "[3, Odd]");
        assertThat(database.datasets().count(DEPARTMENTS)).isEqualTo(4);
    }

    @Test
    void endsWhenTheReaderGoesAway() {
        store(3);
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() -> exportRecords.export(DEPARTMENTS, Map.of(), lines, RAW, gone))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("gone");
        // Nothing is left open that would stop others.
        store(5);
    }

    @Test
    void holdsFewRowsAtOnceWhereTheyMayBeLong() {
        assertThat(ExportRecords.rowsAtOnce(DEPARTMENTS)).isEqualTo(2_000);
        assertThat(ExportRecords.rowsAtOnce(ContentDatasets.COMMENTS)).isBetween(16, 40);
    }

    private ExportRejections exportRejections() {
        return new ExportRejections(CATALOG, database, new InMemoryObjectStore(), new LineDecoder());
    }

    @Test
    void writesOpenRejectionsOldestFirstUnlessAStatusIsAskedFor() throws Exception {
        write(() -> {
            database.runs().create(run(1, JOBS));
            database.rejections()
                    .add(List.of(
                            rejection(RUN, 1, JOBS, "1,", ReasonCode.REQUIRED),
                            rejection(RUN, 2, JOBS, "x,y", ReasonCode.NOT_INTEGER, ReasonCode.TOO_LONG),
                            in(Rejection.Status.DISCARDED, rejection(RUN, 3, JOBS, "z,y", ReasonCode.NOT_INTEGER))));
        });

        assertThat(written(new Filter(null, "jobs", null, null)))
                .containsExactly(
                        "id job rejection_id codes fields messages raw",
                        "[null, null, %s-1, required, id, id is not as it must be, 1,]".formatted(RUN),
                        "[null, null, %s-2, not-integer;too-long, id;id, %s, x,y]"
                                .formatted(RUN, "id is not as it must be;id is not as it must be"));
        assertThat(written(new Filter(null, "jobs", null, Rejection.Status.DISCARDED)))
                .containsExactly(
                        "id job rejection_id codes fields messages raw",
                        "[null, null, %s-3, not-integer, id, id is not as it must be, z,y]".formatted(RUN));
    }

    private List<String> written(Filter filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exportRejections().export(filter, lines, out);
        return out.toString(UTF_8).lines().toList();
    }

    @Test
    void writesRejectionsOverManyPages() throws Exception {
        write(() -> {
            database.runs().create(run(1, JOBS));
            List<Rejection> many = IntStream.rangeClosed(1, 1_020)
                    .mapToObj(i -> rejection(RUN, i, JOBS))
                    .toList();
            database.rejections().add(many);
        });
        assertThat(written(new Filter(null, "jobs", null, null))).hasSize(1_021);
    }
}
