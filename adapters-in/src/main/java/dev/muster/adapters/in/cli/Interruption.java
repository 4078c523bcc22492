package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Notices that someone wants the program to end, by ^C or SIGTERM, so that what is under way ends well: between two batches.
 * Where that takes too long, or if it is wanted twice, the program ends at once.
 */
final class Interruption implements Closeable {
    private static final List<Signal> SIGNALS = List.of(new Signal("INT"), new Signal("TERM"));

    private final Terminal terminal;
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private volatile boolean wanted;
    private volatile Duration patience;
    private volatile String left;
    private @Nullable Thread watchdog;

    private Interruption(Terminal terminal, Duration patience, String left) {
        this.terminal = terminal;
        this.patience = patience;
        this.left = left;
    }

    /**
     * Takes notice from now on until closed.
     *
     * @param patience how long ending well may take
     * @param left how things stand if that takes longer
     */
    static Interruption watch(Terminal terminal, Duration patience, String left) {
        Interruption interruption = new Interruption(terminal, patience, left);
        SIGNALS.forEach(
                signal -> interruption.before.put(signal, Signal.handle(signal, received -> interruption.want())));
        return interruption;
    }

    /** Something else is under way from now on. */
    void now(Duration newPatience, String newLeft) {
        patience = newPatience;
        left = newLeft;
    }

    /**
     * Ends what is under way here, if that is wanted.
     *
     * @throws Wanted if it is
     */
    void check() {
        if (wanted) {
            throw new Wanted();
        }
    }

    /** The same input, which cannot be read any further once an end is wanted. */
    InputStream watch(InputStream input) {
        return new FilterInputStream(input) {
            @Override
            public int read() throws IOException {
                check();
                return super.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                check();
                return super.read(buffer, offset, length);
            }
        };
    }

    private synchronized void want() {
        if (wanted) {
            end();
        }
        wanted = true;
        watchdog = Thread.ofPlatform().daemon().name("interruption").start(() -> {
            try {
                Thread.sleep(patience);
                end();
            } catch (InterruptedException e) {
                // It ended well.
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Without what the Java machine does at its end: that might wait for what takes too long. */
    private void end() {
        terminal.say("interrupted; " + left);
        Runtime.getRuntime().halt(ExitCodes.FAILED);
    }

    @Override
    public synchronized void close() {
        before.forEach(Signal::handle);
        if (watchdog != null) {
            watchdog.interrupt();
        }
    }

    /** An end is wanted. */
    static final class Wanted extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Wanted() {
            super("interrupted", null, false, false);
        }
    }
}
