package dev.muster.adapters.in.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a result goes: to standard output, or to a file if one is named. */
final class Output {
    @Option(names = "--output", paramLabel = "FILE", description = "Write to this file instead of standard output.")
    private @Nullable String file;

    /** Writes a result. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    void write(Terminal terminal, Writing result) throws IOException {
        if (file == null) {
            result.to(terminal.outBytes());
            return;
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(file)))) {
            result.to(out);
        } catch (InvalidPathException e) {
            throw CommandFailed.usage("'%s' is no path".formatted(file));
        } catch (IOException e) {
            throw CommandFailed.failure(
                    "%s cannot be written: %s".formatted(file, e.getClass().getSimpleName()));
        }
    }
}
