package dev.muster.adapters.out.formats.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.muster.application.Refusal;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.apache.poi.xssf.usermodel.XSSFRichTextString;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workbooks that Apache POI makes, and such as no program makes. What cells hold is in {@code xlsx.txt}. */
@Timeout(120)
class XlsxReaderTest {
    private static final String ROW = "<row><c><v>1</v></c><c t='str'><v>Sales</v></c></row>";
    private static final long PLENTY = 100_000_000;

    private static LoadOptions of(@Nullable String sheet) {
        return new LoadOptions(
                Format.XLSX, false, null, 0, List.of(), null, "utf-8", false, false, 0, 100, null, sheet);
    }

    private static String read(byte[] workbook, @Nullable String sheet) {
        return Transcript.of(
                        new TextRecordDecoder()
                                .open(
                                        new ByteArrayInputStream(workbook),
                                        HiringDatasets.DEPARTMENTS,
                                        of(sheet),
                                        Checkpoint.START),
                        HiringDatasets.DEPARTMENTS)
                .toString();
    }

    private static @Nullable Problem check(byte[] workbook, long maxBytes) throws IOException {
        return new TextRecordDecoder().check(new ByteArrayInputStream(workbook), of(null), maxBytes);
    }

    /** Returns the second cells of the rows of the first sheet, whose first cells are numbers. */
    private static List<String> departments(byte[] workbook) {
        return read(workbook, null)
                .lines()
                .filter(line -> line.startsWith("   id="))
                .map(line ->
                        line.replaceFirst("^ *id=\\[\\d+] ?(department=)?", "").replaceFirst("^\\[(.*)]$", "$1"))
                .toList();
    }

    private static byte[] made(Consumer<XSSFWorkbook> making) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XSSFWorkbook workbook = new XSSFWorkbook()) {
            making.accept(workbook);
            workbook.write(bytes);
        }
        return bytes.toByteArray();
    }

    private static Cell row(XSSFSheet sheet) {
        org.apache.poi.ss.usermodel.Row row = sheet.createRow(sheet.getPhysicalNumberOfRows());
        row.createCell(0).setCellValue(row.getRowNum() + 1);
        return row.createCell(1);
    }

    private static CellStyle formatted(XSSFWorkbook workbook, String code) {
        CellStyle style = workbook.createCellStyle();
        style.setDataFormat(workbook.createDataFormat().getFormat(code));
        return style;
    }

    @Test
    void cellsOfAnotherProgramAreReadByWhatTheyHold() throws IOException {
        byte[] workbook = made(made -> {
            XSSFSheet sheet = made.createSheet("Hires");
            row(sheet).setCellValue("Ação 東京 😀 <&>\"' a\r\nb");
            row(sheet).setCellValue(5.0);
            row(sheet).setCellValue(0.1 + 0.2);
            row(sheet).setCellValue(true);
            row(sheet).setCellErrorValue(FormulaError.NA.getCode());
            XSSFRichTextString rich = new XSSFRichTextString("Human Resources");
            rich.applyFont(0, 5, made.createFont());
            row(sheet).setCellValue(rich);
            for (String formula : List.of("1/4", "\"a\"&\"b\"", "1=1", "1/0", "DATE(2021,7,27)")) {
                Cell cell = row(sheet);
                cell.setCellFormula(formula);
                if (formula.startsWith("DATE")) {
                    cell.setCellStyle(formatted(made, "dd/mm/yyyy"));
                }
            }
            Cell asText = row(sheet);
            asText.setCellStyle(formatted(made, "@"));
            asText.setCellValue("007");
            made.getCreationHelper().createFormulaEvaluator().evaluateAll();
        });

        assertThat(departments(workbook))
                .containsExactly(
                        "Ação 東京 😀 <&>\"' a\\r\\nb",
                        "5",
                        "0.30000000000000004",
                        "true",
                        "error[#N/A]",
                        "Human Resources",
                        "0.25",
                        "ab",
                        "true",
                        "error[#DIV/0!]",
                        "2021-07-27T00:00:00Z",
                        "007");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void datesAreThoseThatAnotherProgramReads(boolean since1904) throws IOException {
        Random random = new Random(7);
        List<String> codes =
                List.of("m/d/yy", "yyyy-mm-dd\"T\"hh:mm:ss.000", "[$-409]d-mmm-yy;@", "[h]:mm:ss", "mm:ss.0");
        List<String> expected = new ArrayList<>();
        byte[] workbook = made(made -> {
            made.getCTWorkbook().addNewWorkbookPr().setDate1904(since1904);
            List<CellStyle> styles =
                    codes.stream().map(code -> formatted(made, code)).toList();
            XSSFSheet sheet = made.createSheet();
            for (int i = 0; i < 2_000; i++) {
                double serial =
                        random.nextInt(since1904 ? 0 : 61, 2_950_000) + random.nextInt(86_400_000) / 86_400_000.0;
                LocalDateTime time = DateUtil.getLocalDateTime(serial, since1904);
                expected.add(time.toInstant(ZoneOffset.UTC).toString().replaceFirst("(\\.\\d*?)0+Z$", "$1Z"));
                Cell cell = row(sheet);
                cell.setCellStyle(styles.get(i % styles.size()));
                cell.setCellValue(serial);
            }
        });

        assertThat(departments(workbook)).isEqualTo(expected);
    }

    @Test
    void numbersAreTheShortestDecimalsThatAreTheSame() throws IOException {
        Random random = new Random(7);
        List<Double> numbers = new ArrayList<>();
        byte[] workbook = made(made -> {
            XSSFSheet sheet = made.createSheet();
            for (int i = 0; i < 2_000; i++) {
                double number = i % 2 == 0
                        ? random.nextGaussian() * Math.pow(10, random.nextInt(-20, 30))
                        : random.nextInt(1_000_000) / 1_000.0;
                numbers.add(number);
                row(sheet).setCellValue(number);
            }
        });

        List<String> found = departments(workbook);

        assertThat(found).noneMatch(text -> text.contains("E"));
        assertThat(found.stream().map(Double::valueOf).toList()).isEqualTo(numbers);
        assertThat(found)
                .allMatch(text -> text.replaceAll("^-?[0.]*|[0.]*$|\\.", "").length() <= 17);
    }

    @Test
    void theFirstSheetIsTheFirstThatPeopleSee() throws IOException {
        byte[] workbook = made(made -> {
            for (String name : List.of("Lists", "Hires", "Übrige & \"Alte\"")) {
                row(made.createSheet(name)).setCellValue(name);
            }
            made.setActiveSheet(1);
            made.setSheetVisibility(0, SheetVisibility.VERY_HIDDEN);
        });

        assertThat(read(workbook, null)).contains("department=[Hires]");
        assertThat(read(workbook, "lists")).contains("department=[Lists]");
        assertThat(read(workbook, "Übrige & \"Alte\"")).contains("department=[Übrige & \"Alte\"]");
        assertThatThrownBy(
                        () -> new TextRecordDecoder().check(new ByteArrayInputStream(workbook), of("Hirings"), PLENTY))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.problem().type()).isEqualTo(ProblemType.BAD_PARAMETER);
                    assertThat(refusal.problem().detail())
                            .isEqualTo("there is no sheet 'Hirings'; there are Lists, Hires, Übrige & \"Alte\"");
                });
    }

    private static Arguments packed(String how, String text, Consumer<Map<String, String>> change) {
        Map<String, String> parts = new LinkedHashMap<>(SheetXml.parts(text));
        change.accept(parts);
        return arguments(how, SheetXml.zip(parts));
    }

    private static void move(Map<String, String> parts, String from, String to) {
        parts.put(to, String.valueOf(parts.remove(from)));
    }

    static Stream<Arguments> packings() {
        return Stream.of(
                packed("strict", "strict" + ROW, parts -> {}),
                packed("no types, texts and formats", ROW, parts -> {
                    parts.remove("[Content_Types].xml");
                    parts.remove("xl/sharedStrings.xml");
                    parts.remove("xl/styles.xml");
                }),
                packed("no relations of the package", ROW, parts -> parts.remove("_rels/.rels")),
                packed(
                        "names in another case",
                        ROW,
                        parts -> move(parts, "xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.xml")),
                packed(
                        "separators of Windows",
                        ROW,
                        parts -> move(parts, "xl/worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml")),
                packed("a way back", ROW, parts -> {
                    move(parts, "xl/worksheets/sheet1.xml", "sheet1.xml");
                    parts.computeIfPresent(
                            "xl/_rels/workbook.xml.rels",
                            (name, xml) -> xml.replace("worksheets/sheet1.xml", "../sheet1.xml"));
                }),
                packed(
                        "prefixes",
                        ROW,
                        parts -> parts.computeIfPresent(
                                "xl/worksheets/sheet1.xml",
                                (name, xml) -> xml.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=")
                                        .replaceAll("<(/?)(row|sheetData|mergeCells|c|v)\\b", "<$1x:$2")
                                        .replace("</worksheet>", "</x:worksheet>"))),
                packed(
                        "a byte-order mark and a declaration",
                        ROW,
                        parts -> parts.computeIfPresent(
                                "xl/worksheets/sheet1.xml",
                                (name, xml) ->
                                        "\uFEFF<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\r\n" + xml)),
                packed("a sheet of charts before it", ROW, parts -> {
                    parts.computeIfPresent(
                            "xl/workbook.xml",
                            (name, xml) ->
                                    xml.replace("<sheets>", "<sheets><sheet name='Chart' sheetId='2' r:id='id9'/>"));
                    parts.computeIfPresent(
                            "xl/_rels/workbook.xml.rels",
                            (name, xml) -> xml.replace(
                                    "</Relationships>",
                                    "<Relationship Id='id9' Type='x/chartsheet' Target='c.xml'/></Relationships>"));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packings")
    void workbooksMayBePackedInOtherWays(String how, byte[] workbook) throws IOException {
        assertThat(departments(workbook)).containsExactly("Sales");
        assertThat(check(workbook, PLENTY)).isNull();
    }

    private static Arguments sheet(String what, String xml, String detail) {
        return arguments(what, SheetXml.workbook(xml), "the workbook " + detail);
    }

    static Stream<Arguments> hostile() {
        String names = IntStream.range(0, 20_000).mapToObj("<x%s/>"::formatted).reduce("", String::concat);
        String document = "has a document type definition or an entity, which no spreadsheet program writes";
        Consumer<Map<String, String>> laughs = parts -> parts.computeIfPresent(
                "xl/sharedStrings.xml",
                (name, xml) ->
                        "<!DOCTYPE sst [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><sst><si><t>&b;</t></si></sst>");
        return Stream.of(
                sheet(
                        "an entity",
                        "<row><c t='str'><v>&xxe;",
                        "holds XML that is not well-formed, on line 1 of a part"),
                arguments("a billion laughs", packed("", ROW, laughs).get()[1], "the workbook " + document),
                sheet("elements in elements", "<a>".repeat(200), "nests more than 100 elements"),
                sheet("names", names, "has more than 10000 names of elements and attributes"),
                sheet(
                        "a long text",
                        "<row><c><v>" + "1".repeat(9_000_000),
                        "has a text or a tag of more than 4194304 bytes"),
                sheet(
                        "a long tag",
                        "<row r='" + "1".repeat(9_000_000),
                        "has a text or a tag of more than 4194304 bytes"),
                sheet(
                        "a long comment",
                        "<!--" + "1".repeat(9_000_000),
                        "has a text or a tag of more than 4194304 bytes"),
                sheet("no end", "<row><c><v>1</v>", "holds XML that is not well-formed, on line 1 of a part"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void whatWouldTakeMemoryEndsTheReading(String what, byte[] workbook, String detail) {
        assertThat(read(workbook, null)).startsWith("problem malformed-xlsx").contains(": " + detail);
    }

    @Test
    void aRowAsWideAsARowCanBeIsOneRecord() {
        assertThat(read(SheetXml.workbook("<row><c r='XFD1'><v>1</v></c></row>" + ROW), null))
                .isEqualTo("""
                #1 line 1 byte 0 [\\*16383{,}1]
                   ! column-count: 16384 values found, 2 expected
                #2 line 2 byte 1 [1,Sales]
                   id=[1] department=[Sales]
                end line 3 byte 2 blank 0
                """);
    }

    @Test
    void aListOfPartsThatIsTooLongIsNotRead() throws IOException {
        Map<String, String> parts = SheetXml.parts(ROW);
        for (int i = 0; i < 10_000; i++) {
            parts.put("x".repeat(100) + i, "");
        }

        assertThat(check(SheetXml.zip(parts), PLENTY))
                .extracting(Problem::detail)
                .isEqualTo("the workbook has a list of parts of more than 1048576 bytes");
    }

    @Test
    void whatOpensToTooMuchIsRefused() throws IOException {
        byte[] bomb = SheetXml.workbook(ROW + " ".repeat(3_000_000));

        assertThat(bomb.length).isLessThan(10_000);
        assertThat(check(bomb, 3_100_000)).isNull();
        assertThatThrownBy(() -> check(bomb, 3_000_000))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem())
                                .isEqualTo(new Problem(
                                                ProblemType.DECOMPRESSED_TOO_LARGE,
                                                "the workbook opens to more than 3000000 bytes, the most allowed")
                                        .with("allowed", 3_000_000L)));
    }

    private static Arguments other(String what, String part, String content, String workbook) {
        Map<String, String> parts = new LinkedHashMap<>(SheetXml.parts(ROW));
        parts.put(part, content);
        parts.computeIfPresent("_rels/.rels", (name, xml) -> xml.replace("xl/workbook.xml", workbook));
        return arguments(what, SheetXml.zip(parts));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments("a zip archive without a workbook in it", SheetXml.zip(Map.of("jobs.csv", "1,Cook"))),
                other(
                        "an Office document that is no workbook",
                        "word/document.xml",
                        "<document/>",
                        "word/document.xml"),
                other("a workbook of the binary format XLSB", "xl/workbook.bin", "", "xl/workbook.bin"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void whatIsSomethingElseIsRefusedForWhatItIs(String what, byte[] archive) {
        assertThatThrownBy(() -> check(archive, PLENTY))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem())
                                .isEqualTo(new Problem(
                                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                        "the input is %s, not XLSX: save it as XLSX, or as CSV in UTF-8, and send that"
                                                .formatted(what))));
    }

    /** An archive is cut or damaged at many of its bytes. Whatever comes of it, it is a record, or a problem. */
    @Test
    void damageIsFoundOrHarmless() throws IOException {
        byte[] whole = SheetXml.workbook("<si><t>Sales</t></si>" + ROW);
        String expected = read(whole, null);
        assertThat(check(whole, PLENTY)).isNull();
        for (int i = 0; i < whole.length; i += 3) {
            byte[] cut = Arrays.copyOf(whole, i);
            assertThat(problem(cut)).as("cut at %s", i).isIn(ProblemType.MALFORMED_XLSX, ProblemType.EMPTY_FILE);
            byte[] damaged = whole.clone();
            damaged[i] ^= 1 << i % 8;
            ProblemType found = problem(damaged);
            assertThat(found)
                    .as("damaged at %s", i)
                    .isIn(null, ProblemType.MALFORMED_XLSX, ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemType.EMPTY_FILE);
            String text = read(damaged, null);
            if (found == null && !text.equals(expected)) {
                // Relations and the list of sheets are read as they are; what they name is checked.
                assertThat(text).as("damaged at %s", i).startsWith("problem ");
            }
        }
    }

    private static @Nullable ProblemType problem(byte[] workbook) throws IOException {
        try {
            Problem problem = check(workbook, PLENTY);
            return problem == null ? null : (ProblemType) problem.type();
        } catch (Refusal refusal) {
            return (ProblemType) refusal.problem().type();
        }
    }

    @Test
    void leavesNoFilesBehind() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = files(temporary);
        InputStream broken = new ByteArrayInputStream("PK\3\4".getBytes(UTF_8));

        check(SheetXml.workbook("<si><t>Sales</t></si>" + ROW), PLENTY);
        read(SheetXml.workbook("<si><t>Sales</t></si>" + ROW), null);
        new TextRecordDecoder().check(broken, of(null), PLENTY);

        assertThat(files(temporary)).isEqualTo(before);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("muster-.*\\.(xlsx|texts)"))
                    .sorted()
                    .toList();
        }
    }
}
