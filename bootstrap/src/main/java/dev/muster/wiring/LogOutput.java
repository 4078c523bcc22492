package dev.muster.wiring;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.muster.adapters.in.rest.LogField;
import dev.muster.settings.Settings.Log;
import java.util.Iterator;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/** What logback.xml says is for the defaults; this changes what other settings ask for. */
final class LogOutput {
    /** The log of this program; its code takes out of exceptions what nobody may see. */
    private static final String OURS = "dev.muster";

    private static final String TIMESTAMP = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";

    private LogOutput() {}

    /** Sets up the log of this process. */
    static void setUp(Log settings) {
        if (settings.format() == Log.Format.TEXT && settings.level() == Log.Level.INFO) {
            return;
        }
        setUp(settings, (LoggerContext) LoggerFactory.getILoggerFactory());
    }

    static void setUp(Log settings, LoggerContext context) {
        Level level = Level.valueOf(settings.level().name());
        Logger ours = context.getLogger(OURS);
        ours.setLevel(level);
        for (Logger logger : context.getLoggerList()) {
            // Libraries do not tell more than they do anyway: they would tell SQL.
            if (logger.getLevel() != null && level.isGreaterOrEqual(logger.getLevel())) {
                logger.setLevel(level);
            }
            if (settings.format() == Log.Format.JSON) {
                for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); ) {
                    if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
                        Encoder<ILoggingEvent> json = json(context, logger == ours);
                        appender.setEncoder(json);
                        json.start();
                    }
                }
            }
        }
    }

    /** @param stackTraces whether exceptions are told */
    private static Encoder<ILoggingEvent> json(LoggerContext context, boolean stackTraces) {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setTimestamp("timestamp");
        names.setLogger("logger");
        names.setVersion(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setThread(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        if (!stackTraces) {
            names.setStackTrace(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        }
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setFieldNames(names);
        encoder.setTimeZone("UTC");
        encoder.setTimestampPattern(TIMESTAMP);
        encoder.setIncludeContext(false);
        encoder.setIncludeTags(false);
        encoder.addIncludeMdcKeyName(LogField.TRACE_ID);
        encoder.addIncludeMdcKeyName(LogField.RUN);
        return encoder;
    }
}
