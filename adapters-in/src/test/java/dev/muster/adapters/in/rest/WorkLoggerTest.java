package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.Span;
import dev.muster.application.tracing.Traced;
import dev.muster.application.work.Housekeeping;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class WorkLoggerTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Housekeeping.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private List<String> told() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void tellsWhatFailsOutsideByItsMessageAndTheRestByItsPlace() {
        WorkLogger work = new WorkLogger();
        work.failed(
                "things are not done", new PortException(Part.STORAGE, Kind.UNAVAILABLE, "the storage failed", null));
        work.failed("others are not done", new IllegalStateException("secret"));

        assertThat(told()).hasSize(2);
        assertThat(told().getFirst()).isEqualTo("WARN things are not done for now: the storage failed");
        assertThat(told().getLast())
                .startsWith(
                        "ERROR others are not done: unexpected java.lang.IllegalStateException at WorkLoggerTest.java")
                .doesNotContain("secret");
    }

    @Test
    void tellsOfTheTraceOfWorkThatIsNoRequest() {
        WorkLogger work = new WorkLogger();
        Span span = mock(Span.class);
        when(span.traceId()).thenReturn("0af7651916cd43dd8448eb211c80319c");

        Supplier<String> about = Traced.during(
                span,
                told -> work.about(new RunId(7), () -> {
                    work.wrong("something");
                    return "done";
                }));

        assertThat(about.get()).isEqualTo("done");
        assertThat(log.list.stream().map(ILoggingEvent::getMDCPropertyMap))
                .containsExactly(Map.of("run", "0000000000007", "trace_id", "0af7651916cd43dd8448eb211c80319c"));
    }

    /** Also on a thread of its own, where nothing of it is left behind. */
    @Test
    void tellsOfWhichRunAndTraceItIs() throws InterruptedException {
        WorkLogger work = new WorkLogger();
        MDC.put(LogField.TRACE_ID, "0af7651916cd43dd8448eb211c80319c");
        Supplier<String> about = work.about(new RunId(7), () -> {
            work.wrong("something");
            return "done";
        });
        MDC.clear();

        List<String> results = new ArrayList<>();
        Thread thread = new Thread(() -> {
            results.add(about.get());
            work.wrong("something else");
        });
        thread.start();
        thread.join();

        assertThat(results).containsExactly("done");
        assertThat(log.list.stream().map(ILoggingEvent::getMDCPropertyMap))
                .containsExactly(
                        Map.of("run", "0000000000007", "trace_id", "0af7651916cd43dd8448eb211c80319c"), Map.of());
    }
}
