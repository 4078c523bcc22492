package dev.muster.adapters.out.formats.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Table;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.dhatim.fastexcel.reader.ReadableWorkbook;

/** Whatever text is stored comes out of every file as it went in. */
class AnyTextTest {
    private static final int TRIES = 60;

    private static Path folder = Path.of("");
    private static Duck duck;

    @BeforeContainer
    static void open() throws Exception {
        folder = Files.createTempDirectory("any-text");
        duck = new Duck();
    }

    @AfterContainer
    static void close() throws Exception {
        duck.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Texts as datasets may hold them, rich in what formats give a meaning to. */
    @Provide
    Arbitrary<List<String>> storedTexts() {
        Arbitrary<String> special = Arbitraries.of(
                "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "\\", "'", "=", "+", "-", "@", " ", "a", "1",
                "_x000A_", "null", "<", "&", "]]>", "{", "\u00a0", "\u2028", "\ufeff", "\ufffe", "\uffff", "é", "👩");
        Arbitrary<String> any = Arbitraries.integers()
                .between(' ', Character.MAX_CODE_POINT)
                .filter(point -> !Character.isISOControl(point))
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .map(Character::toString);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(4, special), net.jqwik.api.Tuple.of(1, any))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> String.join("", parts))
                .list()
                .ofMaxSize(20);
    }

    @Property(tries = TRIES)
    void survivesCsv(@ForAll("storedTexts") List<String> texts) throws Exception {
        Table table = Samples.texts(texts);
        assertThat(texts("SELECT text FROM "
                        + duck.csv(Samples.file(folder, new CsvTableWriter(), table, Samples.RAW), table.columns())))
                .isEqualTo(texts);
    }

    @Property(tries = TRIES)
    void survivesProtectedCsvButForApostrophes(@ForAll("storedTexts") List<String> texts) throws Exception {
        Table table = Samples.texts(texts);
        assertThat(texts("SELECT text FROM "
                        + duck.csv(
                                Samples.file(folder, new CsvTableWriter(), table, Samples.PROTECTED), table.columns())))
                .isEqualTo(texts.stream().map(FormulaProtection::of).toList());
    }

    @Property(tries = TRIES)
    void isTheSameCsvWhoeverWritesIt(@ForAll("storedTexts") List<String> texts) throws Exception {
        for (TableWriter.Options options : List.of(Samples.RAW, Samples.PROTECTED)) {
            assertThat(Samples.bytes(new FastCsvTableWriter(), Samples.texts(texts), options))
                    .asString(UTF_8)
                    .isEqualTo(new String(Samples.bytes(new CsvTableWriter(), Samples.texts(texts), options), UTF_8));
        }
    }

    @Example
    void isTheSameCsvOfWhatLooksLikeAComment() throws Exception {
        isTheSameCsvWhoeverWritesIt(List.of("#", "# one"));
    }

    @Property(tries = TRIES)
    void survivesNdjson(@ForAll("storedTexts") List<String> texts) throws Exception {
        Table table = Samples.texts(texts);
        assertThat(texts("SELECT text FROM "
                        + duck.json(
                                Samples.file(folder, new NdjsonTableWriter(), table, Samples.RAW),
                                table.columns(),
                                "newline_delimited")))
                .isEqualTo(texts);
    }

    @Property(tries = TRIES)
    void survivesParquet(@ForAll("storedTexts") List<String> texts) throws Exception {
        Path file = Samples.file(folder, new ParquetTableWriter(), Samples.texts(texts), Samples.RAW);
        assertThat(texts("SELECT text FROM '%s'".formatted(file))).isEqualTo(texts);
    }

    @Property(tries = TRIES)
    void survivesAvro(@ForAll("storedTexts") List<String> texts) throws Exception {
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(
                new SeekableByteArrayInput(Samples.bytes(new AvroTableWriter(), Samples.texts(texts), Samples.RAW)),
                new GenericDatumReader<>())) {
            assertThat(reader.iterator())
                    .toIterable()
                    .map(record -> record.get("text").toString())
                    .isEqualTo(texts);
        }
    }

    @Property(tries = TRIES)
    void survivesXlsx(@ForAll("storedTexts") List<String> texts) throws Exception {
        byte[] xlsx = Samples.bytes(new XlsxTableWriter(), Samples.texts(texts), Samples.PROTECTED);
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(xlsx))) {
            assertThat(workbook.getFirstSheet().read().stream()
                            .skip(1)
                            .map(row -> XlsxWorkbookWriterTest.unescaped(
                                    row.getCell(0).asString())))
                    .isEqualTo(texts);
        }
    }

    private static List<String> texts(String sql) throws Exception {
        return duck.rows(sql).stream().map(row -> (String) row.getFirst()).toList();
    }
}
