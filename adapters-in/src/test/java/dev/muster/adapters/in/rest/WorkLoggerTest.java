package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.work.Housekeeping;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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
}
