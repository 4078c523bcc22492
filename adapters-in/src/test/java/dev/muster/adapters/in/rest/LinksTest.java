package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.access.RejectionLinks;
import dev.muster.application.memory.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody may do who has nothing but a link, and for how long. */
class LinksTest {
    private static final String ADMIN = "the first key, from a secret store";
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    private final TestServer server = TestServer.askingForKeys(ADMIN);
    private String run;
    private String other;

    @AfterEach
    void stop() {
        server.close();
    }

    @BeforeEach
    void reject() {
        other = load("9,Porter\nx,Nurse\n");
        run = load("1,Cook\n,Clerk\ny,Nurse\n");
    }

    private Answer as(String key, String method, String path, String type, String body) {
        return server.send(
                method, path, Map.of("X-API-Key", key, "Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer asAdmin(String method, String path, String json) {
        return as(ADMIN, method, path, "application/json", json);
    }

    private String load(String csv) {
        return as(ADMIN, "POST", JOBS, "text/csv", csv).at("id").toString();
    }

    /** Returns the secret part of a link to the rejections of the run. */
    private String link(String key) {
        Answer made = as(key, "POST", "/api/v1/runs/%s/links".formatted(run), "application/json", "");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String url = made.at("url").toString();
        assertThat(url).startsWith("http://").contains("/fix/muster_");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private Answer file(String link) {
        return server.get("/api/v1/links/%s/rejections.csv".formatted(link));
    }

    private Answer correct(String link, String query, String records) {
        return server.post(
                "/api/v1/links/%s/corrections%s".formatted(link, query),
                "application/json",
                "{\"records\":{%s}}".formatted(records).getBytes(StandardCharsets.UTF_8));
    }

    private String record(int number, String id, String job) {
        return "\"%s-%s\":{\"id\":\"%s\",\"job\":\"%s\"}".formatted(run, number, id, job);
    }

    private List<String> jobs() {
        return as(ADMIN, "GET", JOBS + ".csv", "text/plain", "")
                .body()
                .lines()
                .skip(1)
                .toList();
    }

    @Test
    void takesRecordsOfItsRunOnly() {
        String link = link(ADMIN);
        assertThat(file(link).body().lines().skip(1).map(line -> line.substring(0, 8)))
                .containsExactly(",Clerk," + run.charAt(0), "y,Nurse,");

        Answer tried = correct(link, "?dry_run=true", record(2, "2", "Clerk") + "," + record(3, "z", "Nurse"));
        assertThat(tried.at("counts", "inserted")).isEqualTo(1);
        assertThat(tried.at("counts", "rejected")).isEqualTo(1);
        assertThat(jobs()).containsExactly("[1, Cook]", "[9, Porter]");
        Answer foreign = correct(link, "", "\"%s-2\":{\"id\":\"8\"}".formatted(other));
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.at("detail")).isEqualTo("run %s has no rejection '%s-2'".formatted(run, other));
        assertThat(correct(link, "", "\"nothing\":{\"id\":\"8\"}").status()).isEqualTo(400);
        assertThat(correct(link, "", record(1, "8", "Cook")).status()).isEqualTo(400);
        assertThat(correct(link, "", "").at("detail")).isEqualTo("there are no records");
        assertThat(correct(link, "", "\"%s-2\":{\"title\":\"x\"}".formatted(run))
                        .at("field"))
                .isEqualTo("title");

        // The second is rejected again, and goes on in its successor.
        Answer sent = correct(link, "", record(2, "2", "Clerk, \\\"first\\\"") + "," + record(3, "z", "Nurse"));
        assertThat(sent.at("actor").toString()).matches("link:[0-9a-f]{8}");
        assertThat(jobs()).containsExactly("[1, Cook]", "[2, Clerk, \"first\"]", "[9, Porter]");
        assertThat(file(link).body().lines().skip(1).map(line -> line.substring(0, 8)))
                .containsExactly("z,Nurse,");
        String successor = "\"%s-2\":{\"id\":\"3\",\"job\":\"Nurse\"}".formatted(sent.at("id"));
        assertThat(correct(link, "", successor).at("counts", "inserted")).isEqualTo(1);
        assertThat(correct(link, "", successor).status()).isEqualTo(409);
        assertThat(file(link).body().lines()).hasSize(1);
        assertThat(as(ADMIN, "GET", "/api/v1/audit?action=send-corrections", "text/plain", "")
                        .body())
                .contains("\"actor\":\"link:")
                .doesNotContain(link);
    }

    /** Former values are for those who may read records. */
    @Test
    void tellsNothingOfWhatIsStored() {
        run = as(ADMIN, "POST", JOBS + "?mode=upsert", "text/csv", "1,Chef\n,Clerk\n")
                .at("id")
                .toString();

        Answer tried = correct(link(ADMIN), "?dry_run=true", record(2, "9", "Clerk"));

        assertThat(tried.at("counts", "updated")).isEqualTo(1);
        assertThat(tried.at("changes")).isEqualTo(List.of());
        assertThat(tried.body()).doesNotContain("Porter");
    }

    @Test
    void opensNothingElse() {
        String link = link(ADMIN);
        for (String path : List.of("/api/v1/runs", "/api/v1/rejections", JOBS, "/api/v1/summary")) {
            assertThat(server.send("GET", path, Map.of("X-API-Key", link), null).status())
                    .as(path)
                    .isEqualTo(401);
            assertThat(server.send("GET", path, Map.of("Cookie", "muster_session=" + link), null)
                            .status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(server.get("/fix/" + link).body()).contains("id=\"work\"").doesNotContain("<nav");
    }

    @Test
    void endsInTime() {
        String link = link(ADMIN);
        FakeClock clock = server.bean(FakeClock.class);
        clock.advance(RejectionLinks.LASTS.minusMillis(1));
        assertThat(file(link).status()).isEqualTo(200);
        clock.advance(Duration.ofMillis(1));
        assertThat(file(link).status()).isEqualTo(404);
        assertThat(server.get("/fix/" + link).status()).isEqualTo(404);

        String latest = clock.instant().plus(RejectionLinks.LASTS_AT_MOST).toString();
        String links = "/api/v1/runs/%s/links".formatted(run);
        assertThat(asAdmin("POST", links, "{\"expires_at\":\"%s\"}".formatted(latest))
                        .at("expires_at"))
                .isEqualTo(latest);
        for (String never : List.of(clock.instant().toString(), "2999-01-01T00:00:00Z", "soon")) {
            Answer refused = asAdmin("POST", links, "{\"expires_at\":\"%s\"}".formatted(never));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.at("field")).isEqualTo("expires_at");
        }
    }

    @Test
    void endsWithItsKey() {
        Answer key = asAdmin("POST", "/api/v1/keys", "{\"role\":\"operator\"}");
        String link = link(key.at("key").toString());
        assertThat(file(link).status()).isEqualTo(200);

        asAdmin("DELETE", "/api/v1/keys/" + key.at("id"), "");
        assertThat(file(link).status()).isEqualTo(404);
    }

    @Test
    void endsByHandWithAllOfItsRun() {
        String first = link(ADMIN);
        String second = link(ADMIN);
        assertThat(asAdmin("DELETE", "/api/v1/runs/%s/links".formatted(run), "").status())
                .isEqualTo(204);
        assertThat(file(first).status()).isEqualTo(404);
        assertThat(file(second).status()).isEqualTo(404);
    }

    @Test
    void cannotBeGuessed() {
        String link = link(ADMIN);
        for (int i = 0; i < 20; i++) {
            assertThat(file("muster_" + i).status()).isEqualTo(404);
        }
        assertThat(file(link).status()).isEqualTo(429);
        assertThat(correct(link, "", record(2, "2", "Clerk")).status()).isEqualTo(429);
        assertThat(server.get("/fix/" + link).status()).isEqualTo(429);
    }

    @Test
    void isForARunThatThereIs() {
        assertThat(asAdmin("POST", "/api/v1/runs/0000000000404/links", "").status())
                .isEqualTo(404);
        assertThat(asAdmin("POST", "/api/v1/runs/none/links", "").status()).isEqualTo(404);
    }
}
