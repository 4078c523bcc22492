package dev.muster.adapters.out.formats;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.application.contract.TestDatabases;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.memory.CountingIds;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.memory.InMemoryScratch;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RunListener;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;

class RejectionsCsvTest {
    private static final String HEADER =
            "id,name,hire_datetime,department_id,job_id,rejection_id,codes,fields,messages,raw\n";

    private final Database database = TestDatabases.empty(CATALOG);
    private final ObjectStore objects = new InMemoryObjectStore();
    private final RecordDecoder decoder = TextDecoding.decoder();
    private final IngestRecords ingest = new IngestRecords(
            CATALOG,
            database,
            objects,
            decoder,
            new FakeClock(NOW),
            new CountingIds(),
            Long.MAX_VALUE,
            InMemoryScratch::new);
    private final ExportRejections export = new ExportRejections(CATALOG, database, objects, decoder);

    private Ingested load(byte[] body, LoadOptions options) throws IOException {
        return ingest.ingest(
                new LoadRequest(CATALOG.get("hired_employees"), Mode.INSERT, options, false),
                new Input(Source.Kind.UPLOAD, null, new ByteArrayInputStream(body)),
                RunListener.NONE);
    }

    private String written(Filter filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        export.export(filter, Formats.ofRejections().getFirst(), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("\uFEFF");
        return out.toString(StandardCharsets.UTF_8).substring(1);
    }

    private String written() throws IOException {
        return written(new Filter(null, "hired_employees", null, null));
    }

    @Test
    void givesValuesAsReceivedUnderTheNamesOfTheFields() throws IOException {
        load(resource("received.csv"), LoadOptions.of(Format.CSV));
        assertThat(written()).isEqualTo(new String(resource("rejections.csv"), StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = RejectionsCsvTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** A sheet of rejections is read as it was written, and as a spreadsheet program writes it. */
    @Test
    void comesBackAsASheet() throws IOException {
        for (String table : List.of("departments", "jobs")) {
            ingest.ingest(
                    new LoadRequest(CATALOG.get(table), Mode.INSERT, LoadOptions.of(Format.CSV), false),
                    new Input(
                            Source.Kind.UPLOAD,
                            null,
                            new ByteArrayInputStream("8,A\n3,B\n".getBytes(StandardCharsets.UTF_8))),
                    RunListener.NONE);
        }
        load(
                "1,,2021-11-07T02:48:42Z,8,3\n2,\"Ole, \"\"Oh\"\"\",,8,3\n".getBytes(StandardCharsets.UTF_8),
                LoadOptions.of(Format.CSV));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        export.export(
                new Filter(null, "hired_employees", null, null),
                Formats.ofRejections().stream()
                        .filter(writer -> writer.format().equals("xlsx"))
                        .findFirst()
                        .orElseThrow(),
                out);

        Ingested unchanged = load(out.toByteArray(), LoadOptions.of(Format.XLSX));

        assertThat(unchanged.run().counts()).isEqualTo(new Counts(2, 0, 0, 0, 2));
        assertThat(open()).containsExactly("1,,2021-11-07T02:48:42Z,8,3", "2,\"Ole, \"\"Oh\"\"\",,8,3");

        Ingested corrected = load(corrected(out.toByteArray()), LoadOptions.of(Format.XLSX));

        assertThat(corrected.run().counts()).isEqualTo(new Counts(2, 2, 0, 0, 0));
        assertThat(open()).isEmpty();
    }

    private List<String> open() throws IOException {
        return written()
                .lines()
                .skip(1)
                .map(line -> line.replaceAll(",00000.*", ""))
                .toList();
    }

    /** Gives the name that is missing as a text, and the time as a date. */
    private static byte[] corrected(byte[] xlsx) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(xlsx))) {
            CellStyle date = workbook.createCellStyle();
            date.setDataFormat((short) 22);
            workbook.getSheetAt(0).getRow(1).createCell(1).setCellValue("Ida");
            Cell time = workbook.getSheetAt(0).getRow(2).createCell(2);
            time.setCellValue(LocalDateTime.of(2021, 11, 7, 2, 48, 42));
            time.setCellStyle(date);
            workbook.write(out);
        }
        return out.toByteArray();
    }

    @Test
    void findsTheColumnsOfEveryRunInItsOwnInput() throws IOException {
        load(
                "Job_Id;Id;Name;Department_Id;Datetime\nx;1;Ida;8;\n".getBytes(StandardCharsets.UTF_8),
                LoadOptions.of(Format.CSV));
        load("2\tOle\t\t8\ty\n".getBytes(StandardCharsets.UTF_8), LoadOptions.of(Format.CSV));
        load(
                "{\"job_id\":3,\"id\":3,\"name\":\"\\u00c4\",\"department_id\":true}".getBytes(StandardCharsets.UTF_8),
                LoadOptions.of(Format.NDJSON));
        load(
                "id,name,hire_datetime,department_id,job_id\n4,Ä,,8,3\n".getBytes(StandardCharsets.UTF_16),
                new LoadOptions(Format.CSV, null, null, "utf-16", false, false, 0, 10, null));
        load(gzip("5,Gzip,,8,3\n"), new LoadOptions(Format.CSV, null, null, "utf-8", true, false, 0, 10, null));
        assertThat(written().lines().skip(1).map(line -> line.replaceAll(",00000.*", "")))
                .containsExactly("1,Ida,,8,x", "2,Ole,,8,y", "3,Ä,,true,3", "4,Ä,,8,3", "5,Gzip,,8,3");
    }

    @Test
    void keepsWhatIsNoTextOutOfTheValues() throws IOException {
        load(new byte[] {'1', ',', 'I', (byte) 0xFF, ',', ',', '8', ',', '3', '\n'}, LoadOptions.of(Format.CSV));
        assertThat(written())
                .startsWith(HEADER + "1,,,8,3,0000000000001-1,bad-encoding;required,name;hire_datetime,")
                .endsWith(",\"base64:MSxJ/ywsOCwz\"\n".replace("\"", ""));
    }

    @Test
    void writesAllOfAFilterOldestFirst() throws IOException {
        String many = IntStream.rangeClosed(1, 900)
                .mapToObj(i -> (i % 2 == 0 ? i : "x" + i) + ",Ida,2021-11-07T02:48:42Z,8,\n")
                .collect(Collectors.joining());
        load(many.getBytes(StandardCharsets.UTF_8), LoadOptions.of(Format.CSV));
        load("1,Ole,2021-11-07T02:48:42Z,8,3\n".getBytes(StandardCharsets.UTF_8), LoadOptions.of(Format.CSV));

        assertThat(written().lines().count()).isEqualTo(1 + 900 + 1);
        assertThat(written(new Filter(null, "hired_employees", "unknown-reference", null))
                        .lines()
                        .skip(1))
                .singleElement()
                .asString()
                .startsWith(
                        "1,Ole,2021-11-07T02:48:42Z,8,3,0000000000002-1,unknown-reference;unknown-reference,department_id;job_id,");
        assertThat(written(new Filter(null, "jobs", null, null)))
                .isEqualTo("id,job,rejection_id,codes,fields,messages,raw\n");
    }

    @Test
    void whatItWritesCanBeReadAgain() throws IOException {
        load(
                "1,\"Holm,\nIda\",2021-11-07T02:48:42Z,8,\n2,Ole,,,\n".getBytes(StandardCharsets.UTF_8),
                LoadOptions.of(Format.CSV));
        Ingested again = load(written().getBytes(StandardCharsets.UTF_8), LoadOptions.of(Format.CSV));
        assertThat(again.rejections())
                .extracting(rejection -> rejection.reasons().getFirst().field())
                .containsExactly("job_id", "hire_datetime");
    }

    /** Two records that name the same rejection, in two batches: the second one takes the place of the first, in a dry run too. */
    @Test
    void aDryRunOfCorrectionsTellsWhatTheyWouldDo() throws IOException {
        load("1,Ida,,8,3\n".getBytes(StandardCharsets.UTF_8), LoadOptions.of(Format.CSV));
        byte[] corrected = "id,name,hire_datetime,department_id,job_id,rejection_id\n1,Ida,x,8,3,%s\n2,Ole,y,8,3,%s\n"
                .formatted("0000000000001-1", "0000000000001-1")
                .getBytes(StandardCharsets.UTF_8);
        LoadOptions oneByOne = new LoadOptions(Format.CSV, null, null, "utf-8", false, false, 1, 10, null);
        Ingested rehearsed = ingest.ingest(
                new LoadRequest(CATALOG.get("hired_employees"), Mode.INSERT, oneByOne, true),
                new Input(Source.Kind.UPLOAD, null, new ByteArrayInputStream(corrected)),
                RunListener.NONE);

        assertThat(database.rejections().list(Filter.ALL, null, 10).items())
                .extracting(Rejection::status)
                .containsExactly(Rejection.Status.OPEN);
        Ingested loaded = load(corrected, oneByOne);
        assertThat(rehearsed.rejections())
                .extracting(Rejection::line, Rejection::reasons, RejectionsCsvTest::recordReplayed)
                .containsExactlyElementsOf(loaded.rejections().stream()
                        .map(each -> tuple(each.line(), each.reasons(), recordReplayed(each)))
                        .toList());
        assertThat(loaded.rejections())
                .extracting(Rejection::replayOf)
                .containsExactly(new Rejection.Id(new RunId(1), 1), new Rejection.Id(new RunId(3), 1));
    }

    private static long recordReplayed(Rejection rejection) {
        return rejection.replayOf().recordNumber();
    }

    @Test
    void needsADataset() {
        assertThatThrownBy(() -> written(Filter.ALL)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
