package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that the service can read by itself. */
@MicronautTest(contextBuilder = TestApplication.class)
class SourcesTest {
    @Inject
    TestServer server;

    private Answer run(String source, String further, String... headers) {
        String body = "{\"dataset\":\"jobs\",\"source\":\"%s\"%s}".formatted(source, further);
        Map<String, String> sent = new HashMap<>(Map.of("Content-Type", "application/json"));
        for (int i = 0; i < headers.length; i += 2) {
            sent.put(headers[i], headers[i + 1]);
        }
        return server.send("POST", "/api/v1/runs", sent, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void areListed() {
        assertThat(server.get("/api/v1/sources").body())
                .isEqualTo(
                        "{\"sources\":[{\"source\":\"inbox:\",\"kind\":\"inbox\",\"reachable\":true,\"detail\":null,\"files\":["
                                + "{\"name\":\"growing.csv\",\"bytes\":8,\"modified_at\":\"2026-03-01T09:30:00.123Z\"},"
                                + "{\"name\":\"jobs.csv\",\"bytes\":19,\"modified_at\":\"2026-03-01T09:30:00.123Z\"},"
                                + "{\"name\":\"page.csv\",\"bytes\":22,\"modified_at\":\"2026-03-01T09:30:00.123Z\"},"
                                + "{\"name\":\"report.tsv\",\"bytes\":14,\"modified_at\":\"2026-03-01T09:30:00.123Z\"}"
                                + "],\"more_files\":false},"
                                + "{\"source\":\"s3://bucket/in/\",\"kind\":\"s3\",\"reachable\":true,\"detail\":null,\"files\":["
                                + "{\"name\":\"more jobs.csv\",\"bytes\":9,\"modified_at\":\"2026-03-01T09:30:00.123Z\"}"
                                + "],\"more_files\":false}],\"next\":null}");
    }

    /** Whether a name is allowed does not depend on what it says about a format. */
    @ParameterizedTest
    @CsvSource({
        "inbox:../jobs.csv, 403, path-not-allowed",
        "inbox:../jobs,     403, path-not-allowed",
        "s3://b/jobs,       403, path-not-allowed",
        "s3://bucket/in,    403, path-not-allowed",
        "s3://bucket/jobs,  403, path-not-allowed",
        "s3://bucket/inner/jobs.csv, 403, path-not-allowed",
        "s3://bucket/in/jobs.csv,    404, not-found",
        "inbox:jobs2.csv,   404, not-found",
        "inbox:jobs2,       404, not-found",
        "inbox:jobs.bak,    415, unsupported-media-type",
        "inbox:page.csv,    415, unsupported-media-type",
        "inbox:growing.csv, 409, source-changed"
    })
    void areRefused(String source, int status, String type) {
        Answer answer = run(source, "");
        assertThat(answer.at("type")).isEqualTo("/problems/" + type);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void areNamedByTheWholeAddressWhereTheyLieInABucket() {
        Answer answer = run("s3://bucket/in/more jobs.csv", ",\"dry_run\":true");

        assertThat(answer.at("source", "kind")).isEqualTo("s3");
        assertThat(answer.at("source", "name")).isEqualTo("s3://bucket/in/more jobs.csv");
        assertThat(answer.at("counts", "inserted")).isEqualTo(1);
    }

    @Test
    void areReadInTheWaysOfUploads() {
        Answer answer = run("inbox:report.tsv", ",\"dry_run\":true,\"skip\":1,\"null\":\"-\"");

        assertThat(answer.at("rejections", 0, "line")).isEqualTo(2);
        assertThat(answer.at("rejections", 0, "reasons", 0, "message")).isEqualTo("job is required");
    }

    @Test
    void areRehearsedWhateverTheirKeyWasUsedFor() {
        Answer loaded = run("inbox:jobs.csv", "", "Idempotency-Key", "k");
        assertThat(loaded.at("counts"))
                .isEqualTo(Map.of("received", 3, "inserted", 2, "updated", 0, "unchanged", 0, "rejected", 1));
        assertThat(run("inbox:jobs.csv", "", "Idempotency-Key", "k").body()).isEqualTo(loaded.body());

        Answer rehearsed = run("inbox:jobs.csv", ",\"dry_run\":true", "Idempotency-Key", "k");
        assertThat(rehearsed.status()).isEqualTo(200);
        assertThat(rehearsed.at("id")).isNull();
        assertThat(rehearsed.at("counts", "unchanged")).isEqualTo(2);
        assertThat((List<?>) server.get("/api/v1/runs").at("runs")).hasSize(1);
    }
}
