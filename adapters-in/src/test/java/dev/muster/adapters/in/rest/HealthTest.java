package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

class HealthTest {
    /** Tasks that look into the storage when a service starts. */
    private static final int HOUSEKEEPING = 2;

    private static final String KAFKA = ",\"kafka\":{\"status\":\"UP\",\"detail\":\"hires: 14 messages behind\"}";
    private static final String UP =
            "{\"status\":\"UP\",\"details\":{\"database\":{\"status\":\"UP\"},\"storage\":{\"status\":\"UP\",\"kind\":\"memory\"}%s}}";

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/readiness"})
    void namesEachPart(String target) {
        String kafka = target.equals("/health") ? KAFKA : "";
        try (TestServer server = TestServer.start()) {
            assertTold(server.get(target), 200, UP.formatted(kafka));
        }
        PortException away = new PortException(Part.DATABASE, Kind.UNAVAILABLE, "the database does not answer", null);
        try (TestServer server = TestServer.start(Faults.database(away), new InMemoryObjectStore())) {
            assertTold(
                    server.get(target),
                    503,
                    "{\"status\":\"DOWN\",\"details\":{\"database\":{\"status\":\"DOWN\","
                            + "\"detail\":\"the database does not answer\"},\"storage\":{\"status\":\"UP\",\"kind\":\"memory\"}%s}}"
                                    .formatted(kafka));
            assertTold(server.get("/health/liveness"), 200, "{\"status\":\"UP\"}");
        }
        RuntimeException secret = new IllegalStateException("password=123");
        try (TestServer server = TestServer.start(new InMemoryDatabase(CATALOG).ports(), Faults.storage(secret))) {
            assertTold(
                    server.get(target),
                    503,
                    "{\"status\":\"DOWN\",\"details\":{\"database\":{\"status\":\"UP\"},"
                            + "\"storage\":{\"status\":\"DOWN\",\"kind\":\"memory\",\"detail\":\"it fails\"}%s}}"
                                    .formatted(kafka));
        }
    }

    @Test
    void doesNotWaitForAPartThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        ObjectStore hanging = Mockito.mock(ObjectStore.class, call -> {
            never.await();
            return null;
        });
        try (TestServer server = TestServer.start(new InMemoryDatabase(CATALOG).ports(), hanging)) {
            assertTold(
                    server.get("/health"),
                    503,
                    "{\"status\":\"DOWN\",\"details\":{\"database\":{\"status\":\"UP\"},"
                            + "\"storage\":{\"status\":\"DOWN\",\"kind\":\"memory\",\"detail\":\"it does not answer within 3 seconds\"}%s}}"
                                    .formatted(KAFKA));
            never.countDown();
        }
    }

    /** Or else each who asks would leave one behind that hangs. */
    @Test
    void asksAPartThatHangsOnlyOnce() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        ObjectStore hanging = Mockito.mock(ObjectStore.class, call -> {
            asked.incrementAndGet();
            never.await();
            return null;
        });
        try (TestServer server = TestServer.start(new InMemoryDatabase(CATALOG).ports(), hanging)) {
            for (int i = 0; i < 3; i++) {
                assertThat(server.get("/health/readiness").status()).isEqualTo(503);
            }
            assertThat(asked).hasValueLessThanOrEqualTo(1 + HOUSEKEEPING);
            never.countDown();
        }
    }

    private static void assertTold(Answer answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }
}
