package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.ProgressLine;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.backup.BackupProgress;
import java.time.Duration;
import java.util.function.Function;

/** Work that is done as a whole or not at all, with progress on the way; an interruption takes it back. */
final class LongWork {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private LongWork() {}

    /** @param left how things stand after an interruption */
    static <T> T run(Terminal terminal, String left, Function<BackupProgress, T> work) {
        try (ProgressLine line = new ProgressLine(terminal, "", System::nanoTime);
                Interruption interruption = Interruption.watch(terminal, PATIENCE, left)) {
            return work.apply((step, rows) -> {
                line.step(step, rows);
                interruption.check();
            });
        } catch (Interruption.Wanted e) {
            throw CommandFailed.failure("interrupted; " + left);
        }
    }
}
