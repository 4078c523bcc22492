package dev.muster.adapters.in.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestApplication;
import dev.muster.adapters.in.rest.TestServer;
import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages show, as a browser that runs no script sees it. */
@MicronautTest(contextBuilder = TestApplication.class)
class PagesTest {
    private static final String NASTY = "\"><script>alert(1)</script>";

    @Inject
    TestServer server;

    @BeforeAll
    static void fill(TestServer server) {
        server.loadHiring();
        server.load("departments", "3,\"" + NASTY.replace("\"", "\"\"") + "\"\n4,x,y\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?year=2021",
                "/load",
                "/load?dataset=jobs",
                "/runs",
                "/runs?dataset=&status=succeeded",
                "/runs/0000000000003",
                "/rejections",
                "/rejections?dataset=departments&status=",
                "/rejections?run=0000000000003&code=required",
                "/reports",
                "/reports/hired-employees-by-quarter",
                "/reports/departments-above-average-hiring?year=2021",
                "/reports/data-quality",
                "/reports/hired-employees-by-quarter/records?year=2021&department_id=1",
                "/datasets",
                "/datasets/departments",
                "/datasets/hired_employees?department_id=1&name=",
                "/datasets/departments/records/3",
                "/pipelines",
                "/backups",
                "/settings",
                "/nothing"
            })
    void arePlainAndStrict(String path) {
        Answer page = server.send("GET", path, Map.of("Accept", "text/html"), null);
        assertThat(page.status()).isEqualTo(path.equals("/nothing") ? 404 : 200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                        + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Server-Timing")).isNotEmpty();
        assertThat(page.body())
                .startsWith("<!doctype html>\n<html lang=\"en\">")
                .containsPattern("<title>[^<]+ · Muster</title>")
                .containsOnlyOnce("<h1>")
                .doesNotContain(" style=", "<style", " onclick=", "javascript:", "<script>")
                .doesNotContain(NASTY);
        Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"")
                .matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .forEach(asset -> {
                    Answer file = server.get(asset);
                    assertThat(file.status()).as(asset).isEqualTo(200);
                    assertThat(file.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /runs/x | 404 | there is no run 'x'
            /runs?status=lost | 400 | status must be
            /reports/lost | 404 | there is no report 'lost'
            /reports/top-posts?year=2021 | 400 | year
            /datasets/lost | 404 | there is no dataset
            /datasets/jobs/records/77 | 404 | has no record whose id is '77'
            """)
    void tellPeopleWhatIsWrong(String path, int status, String detail) {
        Answer page = server.get(path);
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.body()).contains(detail);
    }

    @Test
    void leadFromAFigureToTheLineInTheFile() {
        String report =
                server.get("/reports/hired-employees-by-quarter?year=2021").body();
        String behind =
                "/reports/hired-employees-by-quarter/records?year=2021&amp;department_id=1&amp;job_id=2&amp;quarter=1";
        assertThat(report).contains("<a href=\"" + behind + "\">1</a>");
        String records = server.get(behind.replace("&amp;", "&")).body();
        assertThat(records).contains("<a href=\"/datasets/hired_employees/records/2\"><bdi>2</bdi></a>");
        assertThat(server.get("/datasets/hired_employees/records/2").body())
                .contains("<dt>Line</dt><dd>2</dd>")
                .contains("2,Ole Berg,2021-01-01T00:00:00Z,1,2");
    }

    @Test
    void leadToWhereALackingRecordIsLoaded() {
        assertThat(server.get("/rejections?dataset=hired_employees").body())
                .contains("load department 13, then replay"
                        + " (<a href=\"/load?dataset=departments\">load departments</a>)");
    }

    @Test
    void showTheNewestYearWithoutOne() {
        assertThat(server.get("/").body()).contains("<option value=\"2021\" selected>2021</option>");
        assertThat(server.get("/reports/hires-by-month").body())
                .contains("<option value=\"2021\" selected>2021</option>")
                .contains("/api/v1/reports/hires-by-month.csv?year=2021");
    }

    @Test
    void showTheReferenceToAnybody() {
        Answer page = server.get("/docs");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                        + " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
                        + " frame-ancestors 'none'");
        assertThat(page.body()).contains("data-description=\"/openapi.yaml\"");
    }

    @Test
    void servesNoOtherFiles() {
        assertThat(server.get("/assets/1/openapi.yaml").status()).isEqualTo(404);
        assertThat(server.get("/assets/1/..%2Fopenapi.yaml").status()).isEqualTo(404);
        Answer old = server.get("/assets/old/muster.js");
        assertThat(old.status()).isEqualTo(200);
        assertThat(old.header("Cache-Control")).isEqualTo("no-cache");
    }
}
