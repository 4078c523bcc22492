package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.ProgressLine;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.Span;
import dev.muster.application.tracing.Traced;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends records through, with progress on the way; an interruption ends that well. */
final class LoadingFile {
    /** Receiving may wait for someone who types, and leaves nothing behind. */
    private static final Duration PATIENCE_RECEIVING = Duration.ofMillis(500);

    private static final Duration PATIENCE_LOADING = Duration.ofSeconds(20);
    private static final String NOTHING_STORED = "nothing was stored";

    private final Services services;
    private final Terminal terminal;

    LoadingFile(Services services, Terminal terminal) {
        this.services = services;
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
    Ingested load(LoadRequest request, Source.Kind kind, @Nullable String name, InputStream body, long total) {
        IngestRecords ingestRecords = services.useCases().ingestRecords();
        try (ProgressLine progress = progress(request.dataset().name());
                Interruption interruption = Interruption.watch(terminal, PATIENCE_RECEIVING, NOTHING_STORED)) {
            InputStream watched = interruption.watch(progress.watch(body, total));
            Span span = services.useCases().tracing().begin(Span.Kind.INTERNAL, "muster ingest");
            return Traced.<Ingested, IOException>during(span, told -> {
                Ingestion ingestion = ingestRecords.land(request, new Input(kind, name, watched));
                return load(ingestion, request.dryRun(), progress, interruption);
            });
        } catch (Interruption.Wanted e) {
            throw interrupted(NOTHING_STORED);
        } catch (IOException e) {
            throw unreadable(name == null ? "standard input" : name, e);
        }
    }

    /** Loads what was landed and is on record. */
    Ingested load(Ingestion ingestion) {
        try (ProgressLine progress = progress(ingestion.run().dataset());
                Interruption interruption = Interruption.watch(terminal, PATIENCE_LOADING, NOTHING_STORED)) {
            return load(ingestion, false, progress, interruption);
        }
    }

    private Ingested load(Ingestion ingestion, boolean dryRun, ProgressLine progress, Interruption interruption) {
        RunId id = ingestion.run().id();
        interruption.now(
                PATIENCE_LOADING,
                dryRun
                        ? NOTHING_STORED
                        : "run %s has not ended: muster serve goes on with it, muster cancel %s ends it"
                                .formatted(id, id));
        progress.loadingBegins();
        try {
            return ingestion.load(run -> {
                progress.progressed(run);
                if (!run.status().ended()) {
                    interruption.check();
                }
            });
        } catch (Interruption.Wanted e) {
            throw interrupted(dryRun ? NOTHING_STORED : cancel(id));
        }
    }

    private String cancel(RunId id) {
        Counts counts = services.useCases().cancelRun().cancel(id).counts();
        return counts.received() == 0
                ? "run %s is cancelled, nothing was stored".formatted(id)
                : "run %s is cancelled; what it did with the first %s records stays: muster undo %s takes it back"
                        .formatted(id, Cells.number(counts.received()), id);
    }

    private ProgressLine progress(String dataset) {
        return new ProgressLine(terminal, dataset, System::nanoTime);
    }

    private static CommandFailed interrupted(String left) {
        return CommandFailed.failure("interrupted; " + left);
    }

    private static CommandFailed unreadable(String what, IOException e) {
        return CommandFailed.failure("%s cannot be read: %s".formatted(what, e.getMessage()));
    }
}
