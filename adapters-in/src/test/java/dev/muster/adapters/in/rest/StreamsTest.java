package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@MicronautTest(contextBuilder = TestApplication.class)
class StreamsTest {
    private static final String HIRES = "{\"topic\":\"hires\",\"dataset\":\"hired_employees\",\"partitions\":["
            + "{\"partition\":0,\"offset\":0,\"lag\":12,\"last_error\":null,\"updated_at\":null},"
            + "{\"partition\":1,\"offset\":3,\"lag\":2,\"last_error\":null,\"updated_at\":null}]}";

    @Inject
    private TestServer server;

    @Test
    void areListed() {
        Answer answer = server.get("/api/v1/streams");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"streams\":[" + HIRES + "]}");
        assertThat(server.get("/api/v1/streams?limit=1").at("type")).isEqualTo("/problems/bad-parameter");
    }

    @Test
    void arePausedAndGoOn() {
        Answer paused = server.send("POST", "/api/v1/streams/hires/pause", Map.of(), null);
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.body()).isEqualTo(HIRES);
        assertThat(server.get("/health").body()).contains("hires: paused, 14 messages behind");
        assertThat(server.send("POST", "/api/v1/streams/hires/resume", Map.of(), null)
                        .status())
                .isEqualTo(200);
        assertThat(server.get("/health").body()).contains("hires: 14 messages behind");
        Answer unknown = server.send("POST", "/api/v1/streams/other/pause", Map.of(), null);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.at("type")).isEqualTo("/problems/not-found");
    }
}
