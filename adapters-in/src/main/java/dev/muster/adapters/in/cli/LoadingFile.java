package dev.muster.adapters.in.cli;

import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Sends a file through, with progress on the way. */
final class LoadingFile {
    private final IngestRecords ingestRecords;
    private final Terminal terminal;

    LoadingFile(IngestRecords ingestRecords, Terminal terminal) {
        this.ingestRecords = ingestRecords;
        this.terminal = terminal;
    }

    /** A file opened for reading, or the fault that a user can do something about. */
    static InputStream open(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw CommandFailed.failure("%s is a folder".formatted(file));
            }
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw CommandFailed.failure("there is no file %s".formatted(file));
        } catch (AccessDeniedException e) {
            throw CommandFailed.failure("%s must not be read".formatted(file));
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /**
     * Lands and loads an input.
     *
     * @param name the file's name; null for standard input
     * @param total bytes it has; 0 if nobody knows
     */
    Ingested load(LoadRequest request, @Nullable String name, InputStream body, long total) {
        try (ProgressLine progress =
                new ProgressLine(terminal, request.dataset().name(), System::nanoTime)) {
            Ingestion ingestion =
                    ingestRecords.land(request, new Input(Source.Kind.UPLOAD, name, progress.watch(body, total)));
            progress.loadingBegins();
            return ingestion.load(progress);
        } catch (IOException e) {
            throw unreadable(name == null ? "standard input" : name, e);
        }
    }

    private static CommandFailed unreadable(String what, IOException e) {
        return CommandFailed.failure("%s cannot be read: %s".formatted(what, e.getMessage()));
    }
}
