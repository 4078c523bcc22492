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
 * Notices ^C and SIGTERM, so that a load can end between two batches. If that takes too long, or a second signal comes, the
 * program ends at once.
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

    /** Sets other values for what is under way from now on. */
    void now(Duration newPatience, String newLeft) {
        patience = newPatience;
        left = newLeft;
    }

    /**
     * Throws if a signal has come.
     *
     * @throws Wanted if it has
     */
    void check() {
        if (wanted) {
            throw new Wanted();
        }
    }

    /** Returns the same input. Once a signal has come, reading from it throws {@link Wanted}. */
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

    /** Ends the program without shutdown hooks, which might wait for what takes too long. */
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

    /** Says that a signal has come. */
    static final class Wanted extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Wanted() {
            super("interrupted", null, false, false);
        }
    }
}
