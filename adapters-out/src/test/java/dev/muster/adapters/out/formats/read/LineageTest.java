package dev.muster.adapters.out.formats.read;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Installation;
import dev.muster.application.runs.TraceRecord;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A stored row leads back to the bytes that it came from, whatever the format, the character set and the batch. */
class LineageTest {
    private static final String CSV =
            "department;ID\r\n\"A;\n\"\"quoted\"\"\";1\r\n\r\n x ;no\r\n\u00e9;2\r\n\u00fc ;3";
    private static final String NDJSON =
            "{\"id\":1,\"department\":\"A\"}\n\nno\n{\"department\" : \"\u00e9\",\"id\":2}\n{\"id\":3,\"department\":\"C\"}";
    private static final String JSON =
            "[ {\"id\":1,\n\"department\":\"A\"},\n 7, {\"department\":\"\u00e9\", \"id\":2},\n\n{\"id\":3,\"department\":\"C\" }]";

    static Stream<Arguments> inputs() {
        return Stream.of(Format.values())
                .filter(format -> format != Format.MESSAGES && format != Format.XLSX)
                .flatMap(format -> Stream.of("utf-8", "utf-16", "iso-8859-1", "windows-1252")
                        .flatMap(charset -> Stream.of(true, false)
                                .flatMap(gzip -> Stream.of(1, 2, 1_000)
                                        .map(batchSize -> Arguments.of(format, charset, gzip, batchSize)))));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void givesTheRecordAsReceived(Format format, String charset, boolean gzip, int batchSize) throws IOException {
        Installation muster = Installation.inMemory(new TextRecordDecoder());
        LoadOptions options = new LoadOptions(format, null, null, charset, gzip, false, batchSize, 100, null);
        byte[] body = text(format).getBytes(Charset.forName(charset));
        muster.load(DEPARTMENTS, Mode.INSERT, options, gzip ? gzipped(body) : body);

        switch (format) {
            case CSV -> {
                assertLineage(muster, 1, 1, 2, "\"A;\n\"\"quoted\"\"\";1");
                assertLineage(muster, 2, 3, 6, "\u00e9;2");
                assertLineage(muster, 3, 4, 7, "\u00fc ;3");
            }
            case NDJSON -> {
                assertLineage(muster, 1, 1, 1, "{\"id\":1,\"department\":\"A\"}");
                assertLineage(muster, 2, 3, 4, "{\"department\" : \"\u00e9\",\"id\":2}");
                assertLineage(muster, 3, 4, 5, "{\"id\":3,\"department\":\"C\"}");
            }
            case JSON, JSON_BATCH -> {
                assertLineage(muster, 1, 1, 1, "{\"id\":1,\n\"department\":\"A\"}");
                assertLineage(muster, 2, 3, 3, "{\"department\":\"\u00e9\", \"id\":2}");
                assertLineage(muster, 3, 4, 5, "{\"id\":3,\"department\":\"C\" }");
            }
        }
    }

    /** What leads back to its bytes is derived again from them: every row and every rejection. */
    @ParameterizedTest
    @MethodSource("inputs")
    void derivesEachRecordAgain(Format format, String charset, boolean gzip, int batchSize) throws IOException {
        Installation muster = Installation.inMemory(new TextRecordDecoder());
        LoadOptions options = new LoadOptions(format, null, null, charset, gzip, false, batchSize, 100, null);
        byte[] body = text(format).getBytes(Charset.forName(charset));
        muster.load(DEPARTMENTS, Mode.INSERT, options, gzip ? gzipped(body) : body);

        assertThat(muster.prove())
                .satisfies(proof -> assertThat(proof.differences()).isEmpty())
                .satisfies(proof -> assertThat(proof.rows()).isEqualTo(3))
                .satisfies(proof -> assertThat(proof.rejections()).isEqualTo(1));
    }

    /** In memory and as an object: a row of numbers before the others makes the workbook large. */
    @ParameterizedTest
    @CsvSource({"false, 1, 0", "true, 2, 0", "false, 1000, 0", "false, 1, 300000", "true, 2, 300000"})
    void givesTheRowAsALineOfCsv(boolean gzip, int batchSize, int size) throws IOException {
        Installation muster = Installation.inMemory(new TextRecordDecoder());
        LoadOptions options = new LoadOptions(Format.XLSX, null, null, "utf-8", gzip, false, batchSize, 100, null);
        byte[] body = SheetXml.workbook("<si><t>\u00e9</t></si>"
                + "<row r='2'><c t='str'><v>department</v></c><c t='str'><v>ID</v></c></row>"
                + "<row r='3'><c t='str'><v>A,&#10;\"quoted\"</v></c><c><v>1.0</v></c></row><row r='4'/>"
                + "<row r='5'><c t='str'><v>x</v></c><c t='e'><v>#REF!</v></c></row>"
                + "<row r='9'><c t='s'><v>0</v></c><c><v>2</v></c></row><row><c t='str'><v>C</v></c><c><v>3</v></c></row>"
                + noise(size));
        muster.load(DEPARTMENTS, Mode.INSERT, options, gzip ? gzipped(body) : body);

        assertLineage(muster, 1, 1, 3, "\"A,\n\"\"quoted\"\"\",1");
        assertLineage(muster, 2, 3, 9, "\u00e9,2");
        assertLineage(muster, 3, 4, 10, "C,3");
        assertThat(muster.prove())
                .satisfies(proof -> assertThat(proof.differences()).isEmpty())
                .satisfies(proof -> assertThat(proof.rows()).isEqualTo(3))
                .satisfies(proof -> assertThat(proof.rejections()).isEqualTo(1));
    }

    /** A comment that does not compress. */
    private static String noise(int numbers) {
        return "<!--"
                + new Random(7).ints(numbers).mapToObj(Integer::toHexString).collect(Collectors.joining())
                + "-->";
    }

    private static void assertLineage(Installation muster, long key, long record, long line, String raw) {
        TraceRecord.Lineage lineage = new TraceRecord(CATALOG, muster.database, muster.objects, muster.decoder)
                .trace(DEPARTMENTS, key)
                .orElseThrow();

        assertThat(lineage.recordNumber()).isEqualTo(record);
        assertThat(lineage.line()).isEqualTo(line);
        assertThat(new String(lineage.raw(), StandardCharsets.UTF_8)).isEqualTo(raw);
    }

    private static String text(Format format) {
        return switch (format) {
            case CSV -> CSV;
            case NDJSON -> NDJSON;
            case JSON, JSON_BATCH -> JSON;
            case MESSAGES, XLSX -> throw new IllegalArgumentException("%s is no text".formatted(format));
        };
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
