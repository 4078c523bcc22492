package dev.muster.adapters.out.formats.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.formats.Xlsx;
import dev.muster.application.contract.TableWriterContract;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class XlsxWorkbookWriterTest extends TableWriterContract {
    private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    @Override
    protected TableWriter writer() {
        return new XlsxTableWriter();
    }

    @Override
    protected int longestText() {
        return 32_767;
    }

    @Override
    protected Object lasting(byte[] file) throws Exception {
        return Xlsx.lasting(file);
    }

    @Override
    protected List<List<@Nullable Object>> read(byte[] file) throws Exception {
        try (ReadableWorkbook workbook = open(file)) {
            return workbook.getFirstSheet().read().stream()
                    .skip(1)
                    .<List<@Nullable Object>>map(row -> Arrays.asList(
                            row.getCell(0).asNumber().longValueExact(),
                            row.getOptionalCell(1)
                                    .filter(cell -> cell.getType() != CellType.EMPTY)
                                    .map(cell -> unescaped(cell.asString()))
                                    .orElse(null)))
                    .toList();
        }
    }

    @Test
    void isReadBackWithTypes() throws Exception {
        try (ReadableWorkbook workbook = open(xlsx(Samples.table()))) {
            List<Row> rows = workbook.getFirstSheet().read();
            assertThat(rows.getFirst().stream().map(Cell::getText))
                    .containsExactly("Id", "Label", "Amount", "Note", "Day", "At");
            List<List<@Nullable Object>> expected = Samples.rows();
            for (int i = 0; i < expected.size(); i++) {
                assertSame(rows.get(i + 1), expected.get(i));
            }
            assertThat(rows).hasSize(expected.size() + 1);
        }
    }

    /** Numbers of up to 15 digits are numbers, longer ones texts; times are exact to the microsecond. */
    private static void assertSame(Row row, List<@Nullable Object> values) {
        for (int i = 0; i < values.size(); i++) {
            Optional<Cell> cell = row.getOptionalCell(i).filter(found -> found.getType() != CellType.EMPTY);
            switch (values.get(i)) {
                case null -> assertThat(cell).isEmpty();
                case Long number
                when Math.abs(number) > 999_999_999_999_999L ->
                    assertThat(cell.orElseThrow().asString()).isEqualTo(number.toString());
                case Long number ->
                    assertThat(cell.orElseThrow().asNumber()).isEqualByComparingTo(new BigDecimal(number));
                case BigDecimal number
                when number.precision() > 15 ->
                    assertThat(cell.orElseThrow().asString()).isEqualTo(number.toPlainString());
                case BigDecimal number ->
                    assertThat(cell.orElseThrow().asNumber()).isEqualByComparingTo(number);
                case LocalDate date ->
                    assertThat(LocalDate.from(time(cell.orElseThrow()))).isEqualTo(date);
                case Instant instant ->
                    assertThat(Duration.between(time(cell.orElseThrow()).toInstant(ZoneOffset.UTC), instant)
                                    .abs())
                            .isLessThan(Duration.ofNanos(10_000));
                case Object text ->
                    assertThat(unescaped(cell.orElseThrow().asString())).isEqualTo(text);
            }
        }
    }

    /** The serial number, read as Excel counts, with its 29 February 1900. */
    private static LocalDateTime time(Cell cell) {
        assertThat(cell.getType()).isEqualTo(CellType.NUMBER);
        BigDecimal serial = cell.asNumber();
        long day = serial.longValue();
        long micros = serial.remainder(BigDecimal.ONE)
                .multiply(BigDecimal.valueOf(86_400_000_000L))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        LocalDate start = day < 60 ? LocalDate.of(1899, 12, 31) : LocalDate.of(1899, 12, 30);
        return start.plusDays(day).atStartOfDay().plusNanos(micros * 1_000);
    }

    static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    @Test
    void timesAndDaysAreShownAsSuch() throws Exception {
        String styles = Xlsx.parts(xlsx(Samples.table())).get("xl/styles.xml");
        assertThat(styles).contains("yyyy-mm-dd hh:mm:ss").contains("formatCode=\"yyyy-mm-dd\"");
    }

    @Test
    void theHeaderIsBoldAndStaysInSight() throws Exception {
        byte[] xlsx = xlsx(Samples.table());
        assertThat(Xlsx.parts(xlsx).get("xl/worksheets/sheet1.xml"))
                .contains("ySplit=\"1\"")
                .contains("state=\"frozen\"")
                .containsPattern("<c r=\"A1\" s=\"1\" t=\"inlineStr\"");
        assertThat(Xlsx.parts(xlsx).get("xl/styles.xml")).contains("<b/>");
    }

    @Test
    void columnsAreAsWideAsWhatTheyHoldUpToABound() throws Exception {
        Table table = Samples.table(
                List.of(Column.text("a", "A"), Column.text("b", "B"), Column.text("c", "A title of 25 characters")),
                List.of(List.of("x", "y".repeat(500), "z")));
        assertThat(Xlsx.parts(xlsx(table)).get("xl/worksheets/sheet1.xml"))
                .contains("min=\"1\" max=\"1\" width=\"10.0\"")
                .contains("min=\"2\" max=\"2\" width=\"62.0\"")
                .contains("min=\"3\" max=\"3\" width=\"26.0\"");
    }

    @Test
    void textsThatLookLikeFormulasAreTexts() throws Exception {
        byte[] xlsx = xlsx(Samples.texts(List.of("=1+1", "+1", "-1", "@A1")));
        assertThat(Xlsx.parts(xlsx).get("xl/worksheets/sheet1.xml")).doesNotContain("<f>");
        assertThat(column(xlsx, 0)).containsExactly("Text", "=1+1", "+1", "-1", "@A1");
    }

    @Test
    void goesOnInFurtherSheets() throws Exception {
        Table table = Samples.table(
                List.of(Column.integer("id", "Id")),
                LongStream.rangeClosed(1, 7).mapToObj(List::of).toList());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new XlsxWorkbookWriter(4).write(List.of(table), out);
        try (ReadableWorkbook workbook = open(out.toByteArray())) {
            List<String> names = new ArrayList<>();
            List<List<String>> sheets = new ArrayList<>();
            for (Sheet sheet : workbook.getSheets().toList()) {
                names.add(sheet.getName());
                sheets.add(sheet.read().stream()
                        .map(row -> row.getCell(0).getRawValue())
                        .toList());
            }
            assertThat(names)
                    .containsExactly("Samples- all -types-", "Samples- all -types- 2", "Samples- all -types- 3");
            assertThat(sheets)
                    .containsExactly(List.of("Id", "1", "2", "3"), List.of("Id", "4", "5", "6"), List.of("Id", "7"));
        }
    }

    @Test
    void hasNoFurtherSheetWhenAllRowsFit() throws Exception {
        Table table = Samples.table(
                List.of(Column.integer("id", "Id")),
                LongStream.rangeClosed(1, 3).mapToObj(List::of).toList());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new XlsxWorkbookWriter(4).write(List.of(table), out);
        try (ReadableWorkbook workbook = open(out.toByteArray())) {
            assertThat(workbook.getSheets()).hasSize(1);
        }
    }

    @Test
    void aWorkbookHasASheetForEachTable() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Column> columns = List.of(Column.text("a", "A"));
        Stream<String> titles = Stream.of("Hires", "Departments", "Departments above average hiring");
        new XlsxWorkbookWriter()
                .write(
                        titles.map(title -> new Table(
                                        "t",
                                        title,
                                        columns,
                                        List.<dev.muster.domain.dataset.Row>of().iterator()))
                                .toList(),
                        out);
        try (ReadableWorkbook workbook = open(out.toByteArray())) {
            assertThat(workbook.getSheets().map(Sheet::getName))
                    .containsExactly("Hires", "Departments", "Departments above average hirin");
        }
    }

    @Test
    void cutsTextsThatNoCellCanHold() throws Exception {
        List<String> read = column(xlsx(Samples.texts(List.of("x".repeat(32_768), "👩".repeat(20_000)))), 0);
        assertThat(read).containsExactly("Text", "x".repeat(32_766) + "…", "👩".repeat(16_383) + "…");
    }

    @Test
    void escapesWhatXmlCannotHold() throws Exception {
        byte[] xlsx = xlsx(Samples.texts(List.of("a\u0001b\rc_x0041_d\uffff")));
        assertThat(Xlsx.parts(xlsx).get("xl/worksheets/sheet1.xml")).contains("a_x0001_b_x000D_c_x005F_x0041_d_xFFFF_");
    }

    private static byte[] xlsx(Table table) throws Exception {
        return Samples.bytes(new XlsxTableWriter(), table, Samples.PROTECTED);
    }

    private static ReadableWorkbook open(byte[] xlsx) throws Exception {
        return new ReadableWorkbook(new ByteArrayInputStream(xlsx));
    }

    private static List<String> column(byte[] xlsx, int index) throws Exception {
        try (ReadableWorkbook workbook = open(xlsx)) {
            return workbook.getFirstSheet().read().stream()
                    .map(row -> row.getCell(index).asString())
                    .toList();
        }
    }
}
