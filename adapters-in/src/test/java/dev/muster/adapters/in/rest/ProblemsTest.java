package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The requests of {@code problems.txt}, each with the whole document that it is answered with. */
@MicronautTest(contextBuilder = TestApplication.class)
class ProblemsTest {
    @Inject
    TestServer server;

    @BeforeAll
    static void fill(TestServer server) {
        server.loadHiring();
    }

    /**
     * @param body null for none
     * @param expected the document, with RUN for the id of a run
     */
    record Case(String method, String target, Map<String, String> headers, String body, String expected) {
        static Case of(String block) {
            String[] lines = block.split("\n");
            String[] request = lines[0].split(" ", 2);
            Map<String, String> headers = new HashMap<>();
            StringBuilder body = null;
            String expected = null;
            for (String line : List.of(lines).subList(1, lines.length)) {
                if (line.startsWith("|")) {
                    body = body == null ? new StringBuilder() : body;
                    body.append(line.substring(1).replace("\\n", "\n"));
                } else if (line.startsWith("{")) {
                    expected = line;
                } else {
                    String[] header = line.split(": ", 2);
                    headers.put(header[0], header[1]);
                }
            }
            return new Case(request[0], request[1], headers, body == null ? null : body.toString(), expected);
        }

        @Override
        public String toString() {
            return "%s %s %s".formatted(method, target, headers);
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = ProblemsTest.class.getResourceAsStream("problems.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^#.*\n", "");
            List<Case> cases = new ArrayList<>();
            for (String block : text.strip().split("\n\n+")) {
                cases.add(Case.of(block));
            }
            return cases.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersWithTheDocument(Case request) {
        byte[] body = request.body() == null ? null : request.body().getBytes(StandardCharsets.UTF_8);
        Answer answer = server.send(request.method(), request.target(), request.headers(), body);

        assertThat(answer.body().replaceAll("\"(run|run_id)\":\"[0-9a-z]{13}\"", "\"$1\":\"RUN\""))
                .isEqualTo(request.expected());
        assertThat(answer.status()).isEqualTo(answer.at("status"));
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
}
