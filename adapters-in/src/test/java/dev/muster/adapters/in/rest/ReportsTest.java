package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.Database;
import dev.muster.application.port.Figures;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

/** Reports over HTTP: which format is given to whom. What is in the formats is for others to test. */
@MicronautTest(contextBuilder = TestApplication.class)
class ReportsTest {
    private static final String BY_MONTH = "/api/v1/reports/hires-by-month";

    @Inject
    TestServer server;

    @BeforeAll
    static void fill(TestServer server) {
        server.loadHiring();
    }

    private Answer get(String target, String accept) {
        return server.send("GET", target, Map.of("Accept", accept), null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                                       | application/json",
                "application/*                                             | application/json",
                "text/csv                                                  | text/csv; charset=utf-8",
                "TEXT/CSV; charset=utf-8                                   | text/csv; charset=utf-8",
                "text/*                                                    | text/html; charset=utf-8",
                "image/*                                                   | image/png",
                "image/svg+xml, image/png                                  | image/svg+xml",
                "image/svg+xml;q=0.5, image/png;q=0.6                      | image/png",
                "image/*, image/png;q=0                                    | image/svg+xml",
                "*/*, text/csv                                             | text/csv; charset=utf-8",
                "text/html,application/xml;q=0.9,image/webp,*/*;q=0.8      | text/html; charset=utf-8",
                "application/vnd.apache.parquet, application/json;q=0.9    | application/vnd.apache.parquet",
                "application/xml, application/json;q=0                     | application/problem+json",
                "application/pdf                                           | application/problem+json",
            })
    void theFormatIsWhatIsWantedMost(String accept, String type) {
        Answer answer = get(BY_MONTH + "?year=2021", accept);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        if (type.equals("application/problem+json")) {
            assertThat(answer.status()).isEqualTo(406);
            assertThat(answer.at("type")).isEqualTo("/problems/not-acceptable");
            assertThat((List<?>) answer.at("allowed")).hasSize(7);
        } else {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Vary")).contains("Accept");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json    | inline     | application/json",
                "html    | inline     | text/html; charset=utf-8",
                "png     | inline     | image/png",
                "svg     | inline     | image/svg+xml",
                "csv     | attachment | text/csv; charset=utf-8",
                "xlsx    | attachment | application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "parquet | attachment | application/vnd.apache.parquet",
            })
    void theEndingOfTheNameWinsOverWhatIsAccepted(String format, String disposition, String type) {
        Answer answer = get(BY_MONTH + "." + format + "?year=2021", "text/plain");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("%s; filename=\"hires-by-month-2021.%s\"".formatted(disposition, format));
        assertThat(answer.header("Content-Security-Policy"))
                .startsWith(disposition.equals("attachment") ? "frame-ancestors 'none'" : "default-src 'none'")
                .endsWith("frame-ancestors 'none'");
        assertThat(answer.header("ETag")).matches("W/\"[0-9]+-%s\"".formatted(format));
        assertThat(answer.header("Content-Length"))
                .isEqualTo(Integer.toString(answer.body().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void theSameIsNotSentAgain() {
        String target = "/api/v1/reports/departments-above-average-hiring?year=2021";
        String tag = get(target, "text/csv").header("ETag");
        Map<String, String> known = Map.of("Accept", "text/csv", "If-None-Match", tag);
        assertThat(server.send("GET", target, known, null).status()).isEqualTo(304);
        assertThat(server.send("GET", target, known, null).header("Vary")).contains("Accept");
        assertThat(server.send("GET", target, Map.of("Accept", "image/png", "If-None-Match", tag), null)
                        .status())
                .isEqualTo(200);
        server.load("departments", "77,Late\n");
        assertThat(server.send("GET", target, known, null).status()).isEqualTo(200);
    }

    /** Nor is it computed again, which takes far longer than to see that nothing has changed. */
    @Test
    void whatIsKnownIsNotComputed() {
        AtomicLong computed = new AtomicLong();
        Database real = new InMemoryDatabase(CATALOG).ports();
        Figures counted = Mockito.mock(Figures.class, call -> {
            computed.incrementAndGet();
            return call.getMethod().invoke(real.figures(), call.getArguments());
        });
        Database database = new Database(
                real.unitOfWork(),
                real.datasets(),
                real.runs(),
                real.rejections(),
                counted,
                real.ledger(),
                real.records(),
                real.idempotencyKeys(),
                real.streams(),
                real.sections(),
                real.jobs(),
                real.pipelineRuns(),
                real.events(),
                real.deliveries(),
                real.accessKeys(),
                real.sessions(),
                real.audit(),
                real.mappings());
        try (TestServer other = TestServer.start(database, new InMemoryObjectStore())) {
            String target = "/api/v1/reports/transactions-by-currency";
            String tag = other.get(target).header("ETag");
            long once = computed.get();
            assertThat(once).isPositive();
            Map<String, String> known = Map.of("If-None-Match", "W/\"0-x\", " + tag);
            assertThat(other.send("GET", target, known, null).status()).isEqualTo(304);
            assertThat(computed.get()).isEqualTo(once);
            assertThat(other.send("GET", target + "?year=2021", known, null).status())
                    .isEqualTo(400);
            assertThat(other.send("GET", target, Map.of("If-None-Match", "W/\"0-x\""), null)
                            .status())
                    .isEqualTo(200);
            assertThat(computed.get()).isGreaterThan(once);
        }
    }

    @Test
    void picturesHaveSizeAndTheme() {
        assertThat(server.get(BY_MONTH + ".png?year=2021").body())
                .isEqualTo("Employees hired in 2021, by month 1280 x 720 LIGHT");
        assertThat(server.get(BY_MONTH + ".svg?year=2021&width=320&height=4096&theme=dark")
                        .body())
                .isEqualTo("Employees hired in 2021, by month 320 x 4096 DARK");
    }

    @Test
    void tablesMayBeRaw() {
        assertThat(server.get(BY_MONTH + ".csv?year=2021").body()).startsWith("[month, hired]\n[2021-01, 1]\n");
        assertThat(server.get(BY_MONTH + ".csv?year=2021&raw=true").body()).startsWith("[month, hired] raw\n");
    }

    @Test
    void aCsvMayBeginWithAByteOrderMark() {
        assertThat(server.get(BY_MONTH + ".csv?year=2021&bom=true").body()).startsWith("[month, hired] bom\n");
        assertThat(server.get(BY_MONTH + ".csv?year=2021&bom=false").body()).startsWith("[month, hired]\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hires-by-month.png?year=2021&width=319    | width   | 320..4096",
                "hires-by-month.png?year=2021&width=4097   | width   | 320..4096",
                "hires-by-month.png?year=2021&height=199   | height  | 200..4096",
                "hires-by-month.png?year=2021&height=x     | height  | 200..4096",
                "hires-by-month.svg?year=2021&theme=blue   | theme   | [light, dark]",
                "hires-by-month.csv?year=2021&raw=yes      | raw     | [true, false]",
                "hires-by-month.csv?year=2021&theme=dark   | theme   | [year, raw, bom]",
                "hires-by-month.csv?year=2021&bom=1        | bom     | [true, false]",
                "hires-by-month.xlsx?year=2021&bom=true    | bom     | [year, raw]",
                "hires-by-month.html?year=2021&raw=true    | raw     | [year]",
                "hires-by-month.png?year=2021&raw=true     | raw     | [year, width, height, theme]",
                "hires-by-month.json?year=21               | year    | 1900..9999",
                "hires-by-month.json                       | year    | [2020, 2021]",
                "top-posts.json?limit=0                    | limit   | 1..100",
                "top-posts.json?year=2021                  | year    | [limit, raw]",
            })
    void whatIsAskedWronglyIsRefused(String target, String field, String allowed) {
        Answer answer = server.get("/api/v1/reports/" + target);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
        assertThat(answer.at("field")).isEqualTo(field);
        assertThat(String.valueOf(answer.at("allowed"))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "hires-by-month.pdf?year=2021, not-found",
        "hires-by-month.tar.gz?year=2021, not-found",
        "hires, unknown-report",
        "hires.csv, unknown-report",
        "hires/records, unknown-report",
    })
    void whatIsNotThereIsSaid(String target, String slug) {
        Answer answer = server.get("/api/v1/reports/" + target);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.at("type")).isEqualTo("/problems/" + slug);
        assertThat((List<?>) answer.at("allowed")).isNotEmpty();
    }

    @Test
    void aFigureIsTheRecordsBehindIt() {
        String target = "/api/v1/reports/hired-employees-by-quarter/records?year=2021&limit=1";
        Answer first = server.get(target);
        assertThat(first.body()).startsWith("""
                {"records":[{"record":{"id":2,"name":"Ole Berg","hire_datetime":"2021-01-01T00:00:00Z","department_id":1,\
                "job_id":2},"run_id":"0000000000003","file":null,"record_number":2,"line":2,\
                "raw":"2,Ole Berg,2021-01-01T00:00:00Z,1,2"}],"next":""");
        assertThat(server.get(target + "&after=" + first.at("next")).body()).isEqualTo("""
                {"records":[{"record":{"id":4,"name":"Jan Dahl","hire_datetime":"2021-04-01T00:00:00Z","department_id":2,\
                "job_id":2},"run_id":"0000000000003","file":null,"record_number":4,"line":4,\
                "raw":"4,Jan Dahl,2021-04-01T00:00:00Z,2,2"}],"next":null}""");
        assertThat(server.get("/api/v1/reports/hired-employees-by-quarter/records?year=2021&quarter=2&department_id=1")
                        .body())
                .isEqualTo("{\"records\":[],\"next\":null}");
        assertThat(server.get("/api/v1/reports/top-posts/records?post_id=1&limit=1000")
                        .body())
                .isEqualTo("{\"records\":[],\"next\":null}");
    }

    @Test
    void aWorkbookHasTheHiringReportsOfAYear() {
        Answer answer = server.get("/api/v1/workbooks/hiring.xlsx?year=2021");
        assertThat(answer.body()).isEqualTo("""
                Hired employees by quarter
                Departments above average hiring
                Hires by month
                """);
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"hiring-2021.xlsx\"");
        assertThat(server.send(
                                "GET",
                                "/api/v1/workbooks/hiring.xlsx?year=2021",
                                Map.of("If-None-Match", answer.header("ETag")),
                                null)
                        .status())
                .isEqualTo(304);
        assertThat(server.get("/api/v1/workbooks/hiring.xlsx").at("field")).isEqualTo("year");
    }

    @Test
    void reportsAreKeptAsFiles() {
        Answer written =
                post("hires-by-month", "{\"format\":\"png\",\"parameters\":{\"year\":2021,\"theme\":\"dark\"}}");
        assertThat(written.status()).isEqualTo(201);
        String name = (String) written.at("name");
        assertThat(name).matches("hires-by-month-2021-[0-9]{8}T[0-9]{6}Z-[0-9a-z]{13}\\.png");
        assertThat(written.header("Location")).isEqualTo("/api/v1/report-files/" + name);
        Answer second = post("top-posts", "{\"format\":\"csv\",\"parameters\":{\"raw\":true,\"limit\":\"5\"}}");

        Answer list = server.get("/api/v1/report-files?limit=1");
        assertThat(list.at("report_files")).isEqualTo(List.of(second.json()));
        assertThat(server.get("/api/v1/report-files?after=" + list.at("next")).at("report_files"))
                .isEqualTo(List.of(written.json()));

        Answer file = server.get(written.header("Location"));
        assertThat(file.body()).isEqualTo("Employees hired in 2021, by month 1280 x 720 DARK");
        assertThat(file.header("Content-Type")).isEqualTo("image/png");
        assertThat(file.header("Content-Disposition")).isEqualTo("inline; filename=\"%s\"".formatted(name));
        assertThat(server.get(second.header("Location")).body()).isEqualTo("[id, title, author, comment_count] raw\n");

        for (Answer one : List.of(written, second)) {
            assertThat(server.send("DELETE", one.header("Location"), Map.of(), null)
                            .status())
                    .isEqualTo(204);
            assertThat(server.send("DELETE", one.header("Location"), Map.of(), null)
                            .status())
                    .isEqualTo(404);
            assertThat(server.get(one.header("Location")).status()).isEqualTo(404);
        }
        assertThat(server.get("/api/v1/report-files").at("report_files")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'parameters':{'year':2021}}                               | 400 | bad-parameter  | format",
                "{'format':'pdf','parameters':{'year':2021}}                | 400 | bad-parameter  | format",
                "{'format':'csv'}                                           | 400 | bad-parameter  | year",
                "{'format':'csv','parameters':{'year':20.5}}                | 400 | bad-parameter  | year",
                "{'format':'csv','parameters':{'year':2021,'width':400}}    | 400 | bad-parameter  | width",
                "{'format':'csv','parameters':2021}                         | 400 | bad-parameter  | parameters",
                "{'format':'csv','parameters':{'year':{}}}                  | 400 | bad-parameter  | year",
                "{'format':'csv','parameters':{'year':null}}                | 400 | bad-parameter  | year",
                "{'format':['csv']}                                         | 400 | bad-parameter  | format",
                "{'format':'csv','colour':'red'}                            | 400 | bad-parameter  | colour",
                "{'format'                                                  | 400 | malformed-json |",
            })
    void filesAreRefusedAsReportsAre(String body, int status, String slug, String field) {
        Answer answer = post("hires-by-month", body.replace('\'', '"'));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.at("type")).isEqualTo("/problems/" + slug);
        assertThat(answer.json().get("field")).isEqualTo(field);
    }

    private Answer post(String report, String body) {
        return server.post(
                "/api/v1/reports/" + report + "/files", "application/json", body.getBytes(StandardCharsets.UTF_8));
    }
}
