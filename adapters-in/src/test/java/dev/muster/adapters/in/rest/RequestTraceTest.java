package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.adapters.in.rest.http.FaultHandler;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class RequestTraceTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-%s-00f067aa0ba902b7-01".formatted(TRACE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-what the future holds"
            })
    void isTheOneThatTheSenderNames(String header) {
        assertThat(RequestTrace.traceId(List.of(header))).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void isOneOfItsOwnIfTheSenderNamesNone(String header) {
        assertThat(RequestTrace.traceId(List.of(header)))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(TRACE)
                .isNotEqualTo(RequestTrace.traceId(List.of(header)));
        assertThat(RequestTrace.traceId(List.of(PARENT, PARENT))).isNotEqualTo(TRACE);
    }

    @Test
    void isInWhatIsLoggedForTheRequest() {
        Logger logger = (Logger) LoggerFactory.getLogger(FaultHandler.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        PortException away = new PortException(Part.DATABASE, Kind.UNAVAILABLE, "the database does not answer", null);
        try (TestServer server = TestServer.start(Faults.database(away), new InMemoryObjectStore())) {
            server.send("GET", "/api/v1/runs", Map.of("traceparent", PARENT), null);
            server.get("/api/v1/runs");
        } finally {
            logger.detachAppender(log);
        }

        List<String> traces = log.list.stream()
                .filter(event -> event.getFormattedMessage().startsWith("GET /api/v1/runs"))
                .map(event -> event.getMDCPropertyMap().getOrDefault(LogField.TRACE_ID, ""))
                .toList();
        assertThat(traces).hasSize(2);
        assertThat(traces.getFirst()).isEqualTo(TRACE);
        assertThat(traces.getLast()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    }
}
