package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.muster.settings.Settings.Log;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.yaml.snakeyaml.Yaml;

/** The program's own logback.xml, with settings. */
class LogOutputTest {
    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws JoranException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogOutputTest.class.getResource("/logback.xml"));
        for (String name : List.of("ROOT", "dev.muster")) {
            for (var all = context.getLogger(name).iteratorForAppenders(); all.hasNext(); ) {
                Appender<ILoggingEvent> appender = all.next();
                ((OutputStreamAppender<ILoggingEvent>) appender).setOutputStream(written);
            }
        }
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void writesAnObjectALine() {
        LogOutput.setUp(new Log(Log.Format.JSON, Log.Level.INFO), context);
        context.getMDCAdapter().put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
        context.getMDCAdapter().put("run", "0000000000007");
        context.getMDCAdapter().put("secret", "hush");
        context.getLogger("dev.muster.some.Place").warn("a \"line\"\nand {}", "another");
        context.getMDCAdapter().clear();
        context.getLogger("dev.muster.some.Place").info("no run");

        assertThat(lines()).hasSize(2);
        Map<String, Object> first = new Yaml().load(lines().getFirst());
        assertThat(String.valueOf(first.remove("timestamp"))).isNotEqualTo("null");
        assertThat(lines().getFirst()).containsPattern("\"timestamp\":\"[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z\"");
        assertThat(first)
                .isEqualTo(Map.of(
                        "level",
                        "WARN",
                        "logger",
                        "dev.muster.some.Place",
                        "message",
                        "a \"line\"\nand another",
                        "trace_id",
                        "4bf92f3577b34da6a3ce929d0e0e4736",
                        "run",
                        "0000000000007"));
        Map<String, Object> second = new Yaml().load(lines().getLast());
        assertThat(second).containsOnlyKeys("timestamp", "level", "logger", "message");
    }

    /** Drivers put SQL and values into the messages of theirs. */
    @ParameterizedTest
    @CsvSource({"TEXT, INFO", "JSON, INFO", "TEXT, DEBUG", "JSON, TRACE"})
    void writesNoExceptionsOfLibraries(Log.Format format, Log.Level level) {
        LogOutput.setUp(new Log(format, level), context);
        Logger library = context.getLogger("org.some.Driver");
        library.warn("failed", new IllegalStateException("SELECT secret"));
        library.info("SELECT secret");

        assertThat(lines()).hasSize(1);
        assertThat(lines().getFirst()).contains("failed").doesNotContain("SELECT", "secret");
    }

    @Test
    void writesWhereOurCodeFailed() {
        LogOutput.setUp(new Log(Log.Format.JSON, Log.Level.DEBUG), context);
        context.getLogger("dev.muster.some.Place").debug("failed", new Throwable("java.lang.IllegalStateException"));

        assertThat(lines()).hasSize(1);
        Map<String, Object> line = new Yaml().load(lines().getFirst());
        assertThat(String.valueOf(line.get("stack_trace")))
                .startsWith("java.lang.Throwable: java.lang.IllegalStateException\n")
                .contains("LogOutputTest.java");
    }

    @ParameterizedTest
    @CsvSource({
        "TRACE, trace debug info warn error | warn error",
        "INFO, info warn error | warn error",
        "WARN, warn error | warn error",
        "ERROR, error | error",
        "OFF, |"
    })
    void writesFromALevelOn(Log.Level level, String told) {
        LogOutput.setUp(new Log(Log.Format.TEXT, level), context);
        String seen = "%s | %s".formatted(told(context.getLogger("dev.muster.A")), told(context.getLogger("org.b.B")));

        assertThat(seen.strip()).isEqualTo(told);
        assertThat(context.getLogger("org.apache.kafka.Some").isErrorEnabled()).isFalse();
    }

    private String told(Logger logger) {
        written.reset();
        logger.trace("trace");
        logger.debug("debug");
        logger.info("info");
        logger.warn("warn");
        logger.error("error");
        return String.join(
                " ",
                lines().stream().map(line -> line.replaceFirst(".* - ", "")).toList());
    }
}
