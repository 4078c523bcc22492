package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.run.RunId;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever asks whether all that is stored comes of what was received is told, at once or later. */
@Timeout(60)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class ProofsTest {
    private static final String PROVE = "/api/v1/prove";

    @Inject
    TestServer server;

    @BeforeEach
    void load() {
        server.loadHiring();
    }

    private Answer prove(String body, Map<String, String> headers) {
        return server.send("POST", PROVE, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer prove(String body) {
        return prove(body, Map.of("Content-Type", "application/json"));
    }

    private void removeAHire() {
        Answer first = server.get("/api/v1/datasets/hired_employees/records?limit=1");
        Object id = first.at("records", 0, "id");
        server.database().unitOfWork().write(() -> {
            server.database()
                    .datasets()
                    .takeBack(
                            new RunId(3),
                            HiringDatasets.HIRED_EMPLOYEES,
                            List.of(Long.valueOf(id.toString())),
                            Map.of());
            return null;
        });
    }

    @Test
    void tellsThatAllIsEqual() {
        Answer answer = prove("");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("status")).isEqualTo("done");
        assertThat(answer.at("equal")).isEqualTo(true);
        assertThat(answer.at("rows")).isEqualTo(8);
        assertThat(answer.at("rejections")).isEqualTo(2);
        assertThat(answer.at("differences")).isEqualTo(List.of());
        assertThat(answer.at("error")).isNull();
        assertThat(server.get("/api/v1/proofs/" + answer.at("id")).json()).isEqualTo(answer.json());
    }

    @Test
    void namesWhatDiffers() {
        removeAHire();

        Answer answer = prove("{\"datasets\":[\"hired_employees\"]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("equal")).isEqualTo(false);
        assertThat(answer.at("differences_total")).isEqualTo(1);
        assertThat(answer.at("differences", 0, "kind")).isEqualTo("row-missing");
        assertThat(answer.at("differences", 0, "run")).isEqualTo("0000000000003");
        assertThat(prove("{\"datasets\":[\"jobs\",\"departments\"]}").at("equal"))
                .isEqualTo(true);
    }

    @Test
    void goesOnWhereNobodyWaits() throws InterruptedException {
        Answer begun;
        try (TestServer.Release held = server.holdLargeLoads()) {
            begun = prove("", Map.of("Prefer", "respond-async"));
            assertThat(begun.status()).isEqualTo(202);
            assertThat(begun.at("status")).isEqualTo("running");
            assertThat(begun.at("equal")).isNull();
            assertThat(server.get(begun.header("Location")).json()).isEqualTo(begun.json());
        }
        Eventually.holds(
                "the proof ends",
                () -> "done".equals(server.get(begun.header("Location")).at("status")));
        assertThat(server.get(begun.header("Location")).at("equal")).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"datasets":["wages"]}    | 404 | unknown-dataset | there is no dataset 'wages'
                    {"datasets":[]}           | 400 | bad-parameter   | datasets must name one at least; all are chosen if it is left out
                    {"datasets":"jobs"}       | 400 | bad-parameter   | datasets must be a list of texts
                    {"datasets":[1]}          | 400 | bad-parameter   | datasets must be a list of texts
                    {"datasets":{"jobs":1}}   | 400 | bad-parameter   | datasets must be a list of texts
                    {"dataset":"jobs"}        | 400 | bad-parameter   | there is no parameter 'dataset'
                    []                        | 400 | malformed-json  | the body must be one JSON object
                    """)
    void refusesWhatItDoesNotUnderstand(String body, int status, String slug, String detail) {
        Answer answer = prove(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("type")).isEqualTo("/problems/" + slug);
        assertThat((String) answer.at("detail")).startsWith(detail);
    }

    @Test
    void knowsNoOtherProof() {
        assertThat(server.get("/api/v1/proofs/0000000000099").status()).isEqualTo(404);
    }
}
