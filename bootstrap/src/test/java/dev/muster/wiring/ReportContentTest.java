package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Document;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every report in every format over HTTP: each format is read by another program than the one that wrote it. */
class ReportContentTest {
    @TempDir
    private static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static LazyServices services;
    private static URI address;

    /**
     * A report and what is in it.
     *
     * @param query of its address, with a question mark unless it is empty
     * @param titles of its columns
     * @param rows values as texts, separated by bars; what depends on the clock is a question mark
     * @param inChart texts that its chart shows
     */
    record Case(String report, String query, String titles, List<String> rows, List<String> inChart) {}

    static final List<Case> CASES = List.of(
            new Case(
                    "hired-employees-by-quarter",
                    "?year=2021",
                    "Department|Job|Q1|Q2|Q3|Q4",
                    List.of("=Sales|Analyst|0|0|0|1", "R&D <x>|Nurse|1|0|2|0", "Support|Nurse|0|1|0|0"),
                    List.of("Employees hired in 2021, by department and quarter", "R&D <x>", "Q1", "Q4")),
            new Case(
                    "departments-above-average-hiring",
                    "?year=2021",
                    "Id|Department|Hired",
                    List.of("2|R&D <x>|3"),
                    List.of("Departments that hired more than the mean in 2021", "R&D <x>", "Mean 1.6667")),
            new Case(
                    "hires-by-month",
                    "?year=2021",
                    "Month|Hired",
                    IntStream.rangeClosed(1, 12)
                            .mapToObj(month -> String.format(
                                    Locale.ROOT,
                                    "2021-%02d|%s",
                                    month,
                                    List.of(1, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 1).get(month - 1)))
                            .toList(),
                    List.of("Employees hired in 2021, by month", "Jan", "Dec")),
            new Case(
                    "user-activity",
                    "",
                    "Id|Name|Posts|Comments received",
                    List.of("2|Bo Lind|2|1", "1|Ann Ek|0|0"),
                    List.of("Posts and the comments on them, by user", "Bo Lind")),
            new Case(
                    "top-posts",
                    "?limit=1",
                    "Id|Title|Author|Comments",
                    List.of("11|+second|Bo Lind|1"),
                    List.of("Posts with the most comments", "+second")),
            new Case(
                    "transactions-by-currency",
                    "",
                    "Currency|Transactions|Total|Smallest|Largest",
                    List.of("EUR|2|12345.7789|0.1|12345.6789", "USD|1|2|2|2"),
                    List.of("Transactions by currency", "EUR", "USD")),
            new Case(
                    "data-quality",
                    "",
                    "Dataset|Day|Received|Accepted|Rejected|Reject rate|Top code",
                    List.of(
                            "comments|?|1|1|0|0|",
                            "departments|?|3|3|0|0|",
                            "hired_employees|?|8|6|2|0.25|required",
                            "jobs|?|2|2|0|0|",
                            "posts|?|2|2|0|0|",
                            "transactions|?|3|3|0|0|",
                            "users|?|2|2|0|0|"),
                    List.of("hired_employees", "Dataset")),
            new Case(
                    "run-times",
                    "",
                    "Dataset|Day|Runs|Records|Seconds|Records per second",
                    List.of(
                            "comments|?|1|1|?|?",
                            "departments|?|1|3|?|?",
                            "hired_employees|?|1|8|?|?",
                            "jobs|?|1|2|?|?",
                            "posts|?|1|2|?|?",
                            "transactions|?|1|3|?|?",
                            "users|?|1|2|?|?"),
                    List.of("hired_employees", "Dataset")));

    @BeforeAll
    static void start() throws Exception {
        services = services("data");
        address = services.httpService().start();
        load("departments", "text/csv", "1,Support\n2,R&D <x>\n3,=Sales\n");
        load("jobs", "text/csv", "1,Nurse\n2,Analyst\n");
        load("hired_employees", "text/csv", """
                1,Ida Holm,2020-12-31T23:59:59Z,1,1
                2,Ole Berg,2021-01-01T00:00:00Z,2,1
                3,Mia Lund,,1,1
                4,Jan Dahl,2021-04-01T00:00:00Z,1,1
                5,Eva Riis,2021-07-05T05:05:05Z,2,1
                6,Tom Vik,2021-07-31T23:59:59.999999Z,2,1
                7,Liv Moe,2021-12-31T23:59:59Z,3,2
                8,Per Aas,2021-05-05T05:05:05Z,99,1
                """);
        load("transactions", "application/x-ndjson", """
                {"external_id":"a","amount":12345.6789,"currency":"EUR","source_channel":"=1+1"}
                {"external_id":"b","amount":0.1,"currency":"eur","source_channel":" q,\\"r\\"\\ns"}
                {"external_id":"c","amount":"2.00","source_channel":"web"}
                """);
        load("users", "application/x-ndjson", """
                {"id":1,"name":"Ann Ek","username":"ann","email":"ann@example.org"}
                {"id":2,"name":"Bo Lind","username":"bo","email":"bo@example.org"}
                """);
        load("posts", "application/x-ndjson", """
                {"id":10,"user_id":2,"title":"first","body":"x"}
                {"id":11,"user_id":2,"title":"+second","body":"y"}
                """);
        load("comments", "application/x-ndjson", """
                {"id":5,"post_id":11,"name":"n","email":"cy@example.org","body":"z"}
                """);
    }

    @AfterAll
    static void stop() {
        services.close();
        CLIENT.close();
    }

    @Test
    void everyReportIsHere() {
        assertThat(CASES).extracting(Case::report).isEqualTo(reportNames());
    }

    private static List<String> reportNames() {
        return ((List<?>) json(get("/api/v1/reports")).get("reports"))
                .stream()
                        .map(report -> String.valueOf(((Map<?, ?>) report).get("name")))
                        .toList();
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void json(Case it) {
        Map<?, ?> report = json(get(it, "json"));
        List<?> columns = (List<?>) report.get("columns");
        assertThat(columns.stream().map(column -> text(((Map<?, ?>) column).get("title"))))
                .containsExactly(it.titles.split("\\|"));
        List<List<String>> rows = ((List<?>) report.get("rows"))
                .stream()
                        .map(row -> columns.stream()
                                .map(column -> text(((Map<?, ?>) row).get(((Map<?, ?>) column).get("name"))))
                                .toList())
                        .toList();
        assertRows(it, rows);
        Map<?, ?> receipt = (Map<?, ?>) report.get("receipt");
        assertThat(receipt.get("excluded"))
                .isEqualTo(
                        Stream.of("hired", "depart", "hires", "data", "run").anyMatch(it.report::startsWith)
                                ? Map.of("required", 1, "unknown-reference", 1)
                                : Map.of());
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void csv(Case it) throws Exception {
        assertRows(
                it.report.equals("hired-employees-by-quarter")
                        ? with(it, "=Sales|Analyst|0|0|0|1", "'=Sales|Analyst|0|0|0|1")
                        : with(it, "11|+second|Bo Lind|1", "11|'+second|Bo Lind|1"),
                duck("read_csv('%s', header = true, all_varchar = true)", get(it, "csv")));
        String raw = it.query.isEmpty() ? "?raw=true" : it.query + "&raw=true";
        assertRows(
                it,
                duck(
                        "read_csv('%s', header = true, all_varchar = true)",
                        get("/api/v1/reports/%s.csv%s".formatted(it.report, raw))));
    }

    private static Case with(Case it, String row, String other) {
        return new Case(
                it.report,
                it.query,
                it.titles,
                it.rows.stream().map(one -> one.equals(row) ? other : one).toList(),
                it.inChart);
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void parquet(Case it) throws Exception {
        assertRows(it, duck("read_parquet('%s')", get(it, "parquet")));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void xlsx(Case it) throws Exception {
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(get(it, "xlsx")))) {
            assertSheet(it, workbook.getFirstSheet());
        }
    }

    @Test
    void theWorkbookHasThreeSheets() throws Exception {
        try (ReadableWorkbook workbook =
                new ReadableWorkbook(new ByteArrayInputStream(get("/api/v1/workbooks/hiring.xlsx?year=2021")))) {
            List<Sheet> sheets = workbook.getSheets().toList();
            assertThat(sheets).hasSize(3);
            for (int i = 0; i < sheets.size(); i++) {
                assertSheet(CASES.get(i), sheets.get(i));
            }
        }
    }

    private static void assertSheet(Case it, Sheet sheet) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        for (Row row : sheet.read()) {
            List<String> line = new ArrayList<>();
            for (int i = 0; i < it.titles.split("\\|").length; i++) {
                line.add(row.getOptionalCell(i).map(ReportContentTest::text).orElse(""));
            }
            lines.add(line);
        }
        assertThat(lines.getFirst()).containsExactly(it.titles.split("\\|"));
        assertRows(it, lines.subList(1, lines.size()));
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void html(Case it) throws Exception {
        String page = new String(get(it, "html"), StandardCharsets.UTF_8);
        assertThat(found("<th scope=\"col\" class=\"[a-z]+\">(.*?)</th>", page))
                .containsExactly(it.titles.split("\\|"));
        List<List<String>> rows = new ArrayList<>();
        for (String row : found("(?s)<tr>(.*?)</tr>", page.substring(page.indexOf("<tbody>")))) {
            rows.add(found("<td class=\"[a-z]+\">(.*?)</td>", row).stream()
                    .map(ReportContentTest::unescaped)
                    .map(cell -> cell.replaceAll("(?<=[0-9]),(?=[0-9]{3})", ""))
                    .toList());
        }
        assertRows(it, rows);
        assertThat(texts(page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6)))
                .containsAll(it.inChart);
        assertThat(page).doesNotContain("<script", "src=", "href=", "url(http").contains("@media print");
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void svg(Case it) throws Exception {
        assertThat(texts(new String(get(it, "svg"), StandardCharsets.UTF_8))).containsAll(it.inChart);
    }

    /** The texts of a picture in SVG. */
    private static List<String> texts(String svg) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        var nodes = document.getElementsByTagName("text");
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void png(Case it) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(get(it, "png")));
        assertThat(List.of(image.getWidth(), image.getHeight())).isEqualTo(List.of(1280, 720));
        // A bar or a line is in it: the first colour of the series.
        assertThat(IntStream.range(0, 1280 * 720)
                        .filter(i -> (image.getRGB(i % 1280, i / 1280) & 0xFFFFFF) == 0x0072B2)
                        .count())
                .isPositive();
    }

    /** What is exported raw is, loaded again, the same; what is not raw runs nowhere. */
    @Test
    void rawExportsAreLoadedAgain() throws Exception {
        String dataset = "/api/v1/datasets/transactions/records.csv";
        assertThat(new String(get(dataset), StandardCharsets.UTF_8)).isEqualTo("""
                external_id,amount,currency,source_channel,occurred_at
                a,12345.6789,EUR,'=1+1,
                b,0.1,EUR,"q,""r""
                s",
                c,2,USD,web,
                """);
        URI first = address;
        try (LazyServices others = services("other")) {
            for (String format : List.of("csv", "ndjson")) {
                byte[] raw = get("/api/v1/datasets/transactions/records.%s?raw=true".formatted(format));
                address = others.httpService().start();
                load(
                        "transactions",
                        format.equals("csv") ? "text/csv" : "application/x-ndjson",
                        new String(raw, StandardCharsets.UTF_8));
                assertThat(get("/api/v1/datasets/transactions/records.%s?raw=true".formatted(format)))
                        .isEqualTo(raw);
                address = first;
            }
        }
    }

    /** All that other programs read in an export of a dataset. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv     | read_csv('%s', header = true, all_varchar = true)",
                "json    | read_json('%s')",
                "ndjson  | read_json('%s', format = 'newline_delimited')",
                "parquet | read_parquet('%s')",
            })
    void datasetsAreReadByOthers(String format, String reading) throws Exception {
        assertThat(duck(reading, get("/api/v1/datasets/jobs/records." + format)))
                .isEqualTo(List.of(List.of("1", "Nurse"), List.of("2", "Analyst")));
        assertThat(duck(reading, get("/api/v1/datasets/jobs/records.%s?job=Analyst".formatted(format))))
                .isEqualTo(List.of(List.of("2", "Analyst")));
    }

    private static void assertRows(Case it, List<List<String>> found) {
        List<List<String>> expected =
                it.rows.stream().map(row -> List.of(row.split("\\|", -1))).toList();
        List<List<String>> masked = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            List<String> row = new ArrayList<>(found.get(i));
            for (int c = 0; c < row.size() && i < expected.size(); c++) {
                if (expected.get(i).get(c).equals("?")) {
                    assertThat(row.get(c)).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+(\\.[0-9]+)?|");
                    row.set(c, "?");
                }
            }
            masked.add(row);
        }
        assertThat(masked).isEqualTo(expected);
    }

    /** The rows that DuckDB finds in a file, as texts; null is empty. */
    private static List<List<String>> duck(String reading, byte[] bytes) throws IOException, SQLException {
        Path file = Files.write(Files.createTempFile(folder, "report", null), bytes);
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SELECT * FROM " + reading.formatted(file))) {
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    row.add(text(results.getObject(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String text(Cell cell) {
        if (cell.getType() != CellType.NUMBER) {
            return Objects.requireNonNullElse(cell.getText(), "");
        }
        // Days are numbers with a format.
        return "yyyy-mm-dd".equals(cell.getDataFormatString())
                ? cell.asDate().toLocalDate().toString()
                : text(cell.asNumber());
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Double number -> text(BigDecimal.valueOf(number));
            case BigDecimal number when number.signum() == 0 -> "0";
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            default -> value.toString();
        };
    }

    private static LazyServices services(String data) {
        return new LazyServices(Map.of("MUSTER_DATA_DIR", folder.resolve(data).toString(), "MUSTER_PORT", "0"), folder);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(byte[] bytes) {
        return (Map<String, Object>)
                new Yaml(new SafeConstructor(new LoaderOptions())).load(new String(bytes, StandardCharsets.UTF_8));
    }

    private static byte[] get(Case it, String format) {
        return get("/api/v1/reports/%s.%s%s".formatted(it.report, format, it.query));
    }

    private static byte[] get(String target) {
        return send(HttpRequest.newBuilder(address.resolve(target)).build());
    }

    private static void load(String dataset, String type, String body) {
        send(HttpRequest.newBuilder(address.resolve("/api/v1/datasets/%s/records".formatted(dataset)))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static byte[] send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
            assertThat(response.statusCode())
                    .as(() -> new String(response.body(), StandardCharsets.UTF_8))
                    .isEqualTo(200);
            return response.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
