package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HousekeepingTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.muster.adapters.in.rest");
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

    private static PortException down() {
        return new PortException(Part.STORAGE, Kind.UNAVAILABLE, "the storage failed", null);
    }

    /** A scheduler ends a task that throws. */
    @Test
    void goesOnWithATaskHoweverItFailsAndTellsItOnce() {
        List<Throwable> faults =
                new ArrayList<>(List.of(down(), down(), new IllegalStateException("secret"), new StackOverflowError()));
        List<Throwable> thrown = new ArrayList<>();
        Runnable task = Housekeeping.task("things are not done", () -> {
            if (!faults.isEmpty()) {
                Throwable next = faults.removeFirst();
                thrown.add(next);
                throw HousekeepingTest.<RuntimeException>asItIs(next);
            }
        });

        for (int i = 0; i < 4; i++) {
            task.run();
        }
        assertThat(thrown).hasSize(4);
        assertThat(told()).containsExactly("WARN things are not done for now: the storage failed");

        task.run();
        faults.add(new StackOverflowError());
        task.run();
        assertThat(told()).hasSize(2);
        assertThat(told().getLast())
                .startsWith(
                        "ERROR things are not done: unexpected java.lang.StackOverflowError at HousekeepingTest.java");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T asItIs(Throwable fault) throws T {
        throw (T) fault;
    }

    private List<String> told() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.WARN))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }
}
