package dev.muster.adapters.in.rest.http;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.adapters.in.rest.Eventually;
import dev.muster.adapters.in.rest.TestServer;
import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.Refusal;
import dev.muster.application.contract.TestDatabases;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.net.InetSocketAddress;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are bounded by bytes, each and all together. */
@Timeout(120)
class AnswerMemoryTest {
    private static final int LONG = 64 << 10;
    private static final long READERS = 5;
    private static final String REJECTIONS = "/api/v1/rejections";
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    /** Lines of a mebibyte, of which JSON makes two. */
    private static TestServer withLongRejections(int count, String character) {
        return withLongRejections(TestServer.start(), count, character);
    }

    private static TestServer withLongRejections(TestServer server, int count, String character) {
        List<Rejection> rejections = new ArrayList<>();
        byte[] raw = character
                .repeat((1 << 20) / character.getBytes(StandardCharsets.UTF_8).length)
                .getBytes(StandardCharsets.UTF_8);
        server.load("jobs", "x,1\n");
        for (int i = 2; i <= count + 1; i++) {
            rejections.add(new Rejection(
                    new Rejection.Id(new RunId(1), i),
                    "jobs",
                    i,
                    Rejection.Status.OPEN,
                    List.of(Reason.ofRecord(ReasonCode.COLUMN_COUNT, "1 value found, 2 expected")),
                    raw,
                    null,
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
            assertThat(list.at("rejections", 1, "raw")).isEqualTo("x,1");
            assertThat(((Map<?, ?>) list.at("rejections", 1)).containsKey("raw_truncated"))
                    .isFalse();
            Answer alone = server.get("/api/v1/rejections/" + list.at("rejections", 0, "id"));
            assertThat(alone.at("raw")).isEqualTo("€".repeat((1 << 20) / 3));
            assertThat(alone.json()).doesNotContainKey("raw_truncated");
        }
    }

    @Test
    void theAnswerToALoadIsCutToo() {
        try (TestServer server = TestServer.start()) {
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

    /** JSON makes six bytes of some. */
    @ParameterizedTest
    @ValueSource(strings = {"", "?strict=true", "?dry_run=true"})
    void theListsInTheAnswerToALoadEndWithTheirBytes(String query) {
        try (TestServer server = TestServer.start()) {
            Answer answer = server.post(
                    JOBS + query,
                    "text/csv",
                    ("x," + "\u0001".repeat(LONG) + "\n").repeat(40).getBytes(StandardCharsets.US_ASCII));
            assertThat(answer.body().length()).isBetween(4 << 20, 5 << 20);
            assertThat(answer.body().split("\"raw_truncated\":true", -1)).hasSize(11 + 1);
        }
    }

    private static void withoutRoom(TestServer server, Runnable work) {
        AnswerMemory memory = server.context().getBean(AnswerMemory.class);
        memory.held(null, share -> {
            share.need(memory.free());
            work.run();
            return Answers.json(Map.of());
        });
    }

    @Test
    void whatWasDoneIsToldAlsoWithoutRoomForIt() {
        byte[] bad = "x,1\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (TestServer server = TestServer.start()) {
            withoutRoom(server, () -> {
                Answer done = server.post(JOBS, "text/csv", bad);
                assertThat(done.status()).isEqualTo(200);
                assertThat(done.at("id")).isEqualTo("0000000000001");
                assertThat(done.at("counts", "rejected")).isEqualTo(100);
                assertThat((List<?>) done.at("rejections")).isEmpty();

                Answer strict = server.post(JOBS + "?strict=true", "text/csv", bad);
                assertThat(strict.status()).isEqualTo(422);
                assertThat(strict.at("type")).isEqualTo("/problems/batch-rejected");
                assertThat(strict.at("run")).isEqualTo("0000000000002");
                assertThat((List<?>) strict.at("rejections")).isEmpty();

                Answer dry = server.post(JOBS + "?dry_run=true", "text/csv", bad);
                assertThat(dry.status()).isEqualTo(429);
                assertThat(dry.at("type")).isEqualTo("/problems/too-many-requests");
            });
            assertThat((List<?>) server.post(JOBS, "text/csv", bad).at("rejections"))
                    .hasSize(100);
        }
    }

    @Test
    void theFirstAnswerIsGivenAgainOnceThereIsRoomForIt() {
        byte[] bad = "x,1\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        Map<String, String> headers = Map.of("Content-Type", "text/csv", "Idempotency-Key", "a");
        try (TestServer server = TestServer.start()) {
            Answer first = server.send("POST", JOBS, headers, bad);
            assertThat((List<?>) first.at("rejections")).hasSize(100);
            withoutRoom(server, () -> {
                Answer again = server.send("POST", JOBS, headers, bad);
                assertThat(again.status()).isEqualTo(429);
                assertThat(again.at("run")).isEqualTo(first.at("id"));
            });
            assertThat(server.send("POST", JOBS, headers, bad).body()).isEqualTo(first.body());
        }
    }

    private static void answer(AnswerMemory memory, long expected, int size, Runnable meanwhile) {
        memory.answer(null, expected, out -> {
            out.write(new byte[size]);
            meanwhile.run();
        });
    }

    @Test
    void whatIsNotFreeIsRefused() {
        AnswerMemory memory = new AnswerMemory(1 << 20, Duration.ofMillis(1));
        answer(memory, 1 << 19, 0, () -> {
            assertThat(memory.free()).isEqualTo(1 << 19);
            assertRefused(() -> answer(memory, (1 << 19) + 1, 0, () -> {}));
            assertRefused(() -> answer(memory, 0, 1 << 19, () -> {}));
            answer(memory, 1 << 19, 0, () -> {
                assertThat(memory.free()).isZero();
                assertRefused(() -> answer(memory, 1, 0, () -> {}));
                answer(memory, 0, 16 << 10, () -> {});
            });
            assertThat(memory.free()).isEqualTo(1 << 19);
        });
        assertThat(memory.free()).isEqualTo(1 << 20);
    }

    private static void assertRefused(Runnable asked) {
        assertThatThrownBy(asked::run)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    }

    /** Whoever holds on to answers takes what they have, until it goes. */
    @Test
    void answersThatNobodyReadsAreCounted() throws IOException {
        ConnectionLimits unhurried =
                new ConnectionLimits(100, Duration.ofMinutes(5), new MinimumRate(Duration.ofMinutes(5), 1));
        try (TestServer server = withLongRejections(
                TestServer.start(TestDatabases.empty(CATALOG), new InMemoryObjectStore(), unhurried), 4, "\u0001")) {
            AnswerMemory memory = server.context().getBean(AnswerMemory.class);
            long all = memory.free();
            List<Socket> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Socket reader = new Socket();
                readers.add(reader);
                reader.setReceiveBufferSize(4 << 10);
                reader.connect(new InetSocketAddress("127.0.0.1", server.port()));
                reader.getOutputStream()
                        .write("GET %s?limit=1000 HTTP/1.1\r\nHost: localhost:%s\r\n\r\n"
                                .formatted(REJECTIONS, server.port())
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(reader.getInputStream().readNBytes(12)).hasSize(12);
            }
            Eventually.holds(
                    "each has the memory of four rejections, each character of which has six bytes",
                    () -> memory.free() <= all - READERS * 4 * 6 * LONG
                            && memory.free() > all - READERS * 5 * 6 * LONG);
            for (Socket reader : readers) {
                reader.close();
            }
            Eventually.holds("what answers had is free", () -> memory.free() == all);
        }
    }
}
