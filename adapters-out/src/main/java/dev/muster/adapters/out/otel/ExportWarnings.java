package dev.muster.adapters.out.otel;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells what OpenTelemetry complains about, once a minute at most and without stack traces. Thread safe. */
final class ExportWarnings extends Handler {
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final int LONGEST = 300;

    /** Loggers that nobody holds are forgotten, with what is set on them. */
    private static final Logger SOURCE = Logger.getLogger("io.opentelemetry");

    private final Consumer<String> warned;
    private long next = System.nanoTime();

    private ExportWarnings(Consumer<String> warned) {
        this.warned = warned;
    }

    static ExportWarnings to(Consumer<String> warned) {
        ExportWarnings warnings = new ExportWarnings(warned);
        warnings.setLevel(Level.WARNING);
        SOURCE.setUseParentHandlers(false);
        SOURCE.addHandler(warnings);
        return warnings;
    }

    @Override
    public void publish(LogRecord told) {
        if (isLoggable(told) && isTime()) {
            warned.accept("traces do not arrive: " + firstLine(told.getMessage()));
        }
    }

    private synchronized boolean isTime() {
        long now = System.nanoTime();
        if (now - next < 0) {
            return false;
        }
        next = now + PAUSE;
        return true;
    }

    private static String firstLine(@Nullable String message) {
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), LONGEST));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        SOURCE.removeHandler(this);
    }
}
