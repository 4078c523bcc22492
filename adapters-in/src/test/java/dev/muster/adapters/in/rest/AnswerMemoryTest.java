package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.contract.TestDatabases;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers are bounded by bytes, each and all together. */
@Timeout(120)
class AnswerMemoryTest {
    private static final int LONG = 64 << 10;
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    /** Lines of a mebibyte, of which JSON makes two. */
    private static TestServer withLongRejections(int count, String character) {
        TestServer server = new TestServer();
        List<Rejection> rejections = new ArrayList<>();
        byte[] raw = character
                .repeat((1 << 20) / character.getBytes(StandardCharsets.UTF_8).length)
                .getBytes(StandardCharsets.UTF_8);
        server.load("jobs", "x,y\n");
        for (int i = 2; i <= count + 1; i++) {
            rejections.add(new Rejection(
                    new Rejection.Id(new RunId(1), i),
                    "jobs",
                    i,
                    Rejection.Status.OPEN,
                    List.of(Reason.ofRecord(ReasonCode.COLUMN_COUNT, "1 value found, 2 expected")),
                    raw,
                    null,
                    NOW));
        }
        server.database().unitOfWork().write(() -> {
            server.database().rejections().add(rejections);
            return Boolean.TRUE;
        });
        return server;
    }

    @Test
    void aPartOfAListEndsWithItsBytesAndGoesOn() {
        try (TestServer server = withLongRejections(120, "\\")) {
            Set<Object> seen = new HashSet<>();
            String after = "";
            do {
                Answer page = server.get("/api/v1/rejections?limit=1000" + after);
                assertThat(page.body().length()).isLessThan(5 << 20);
                List<?> items = (List<?>) page.at("rejections");
                assertThat(items).isNotEmpty();
                items.forEach(item ->
                        assertThat(seen.add(((Map<?, ?>) item).get("id"))).isTrue());
                after = page.at("next") == null ? null : "&after=" + page.at("next");
            } while (after != null);
            assertThat(seen).hasSize(121);
        }
    }

    /** Cut between characters, and said so; alone it is whole. */
    @Test
    void aLongRawRecordIsWholeOnlyWhereItIsAlone() {
        try (TestServer server = withLongRejections(1, "€")) {
            Answer list = server.get("/api/v1/rejections");
            assertThat(list.at("rejections", 0, "raw")).isEqualTo("€".repeat(LONG / 3));
            assertThat(list.at("rejections", 0, "raw_truncated")).isEqualTo(true);
            assertThat(list.at("rejections", 1, "raw")).isEqualTo("x,y");
            assertThat(((Map<?, ?>) list.at("rejections", 1)).containsKey("raw_truncated"))
                    .isFalse();
            Answer alone = server.get("/api/v1/rejections/" + list.at("rejections", 0, "id"));
            assertThat(alone.at("raw")).isEqualTo("€".repeat((1 << 20) / 3));
            assertThat(alone.json()).doesNotContainKey("raw_truncated");
        }
    }

    @Test
    void theAnswerToALoadIsCutToo() {
        try (TestServer server = new TestServer()) {
            Answer answer = server.load("jobs", ("x,\"" + "\"\"".repeat(100_000) + "\"\n").repeat(14) + "1,Nurse\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("counts", "rejected")).isEqualTo(14);
            assertThat((List<?>) answer.at("rejections")).hasSize(14);
            for (int i = 0; i < 14; i++) {
                assertThat(answer.at("rejections", i, "raw")).isEqualTo("x,\"" + "\"".repeat(LONG - 3));
                assertThat(answer.at("rejections", i, "raw_truncated")).isEqualTo(true);
            }
        }
    }

    /** Whoever holds on to answers takes what there is for them, and no more. */
    @Test
    void allTogetherHaveSoMuchAndNoMore() throws IOException {
        ConnectionLimits unhurried =
                new ConnectionLimits(100, Duration.ofMinutes(5), new Pace(Duration.ofMinutes(5), 1));
        try (TestServer server = new TestServer(TestDatabases.empty(CATALOG), new InMemoryObjectStore(), unhurried)) {
            server.load("jobs", "1,Nurse\n");
            AnswerMemory memory = server.context().getBean(AnswerMemory.class);
            long all = memory.free();
            String job = "x".repeat(250);
            StringBuilder jobs = new StringBuilder();
            for (int i = 2; i < 9_000; i++) {
                jobs.append(i).append(',').append(job).append('\n');
            }
            server.load("jobs", jobs.toString());
            Eventually.holds("what a load says is taken", () -> memory.free() == all);
            List<Socket> readers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Socket reader = server.connect();
                readers.add(reader);
                reader.setReceiveBufferSize(4 << 10);
                reader.getOutputStream()
                        .write("GET %s?limit=1000 HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                                .formatted(JOBS, server.port())
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(reader.getInputStream().readNBytes(12)).hasSize(12);
            }
            for (Socket reader : readers) {
                reader.close();
            }
            Eventually.holds("what answers had is free", () -> memory.free() == all);
            assertThat(server.get(JOBS + "?limit=1000").status()).isEqualTo(200);
            Eventually.holds("what answers had is free", () -> memory.free() == all);
        }
    }
}
