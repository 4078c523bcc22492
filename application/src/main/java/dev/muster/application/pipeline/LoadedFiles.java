package dev.muster.application.pipeline;

import dev.muster.application.Refusal;
import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.IngestRecords.OnRecord;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadArguments;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.ingest.LoadFromSource.Place;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.Database;
import dev.muster.application.port.Downloads;
import dev.muster.application.port.Downloads.Answer;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordSource;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.pipeline.Origin;
import dev.muster.domain.pipeline.Step;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Files that steps load, each by a run of its own. A run that an earlier attempt began is gone on with. Thread safe. */
public final class LoadedFiles {
    private static final long BETWEEN_LOOKS_MILLIS = 200;

    private final Catalog catalog;
    private final Database database;
    private final IngestRecords ingest;
    private final LoadFromSource sources;
    private final Map<String, RecordSource> folders;
    private final Downloads downloads;
    private final long maxBytes;
    private final InstantSource clock;

    /**
     * @param sources the places whose files may be named one by one
     * @param folders the places of folders, by what the names of their files follow
     * @param maxBytes most bytes of a file from the web
     */
    public LoadedFiles(
            Catalog catalog,
            Database database,
            IngestRecords ingest,
            LoadFromSource sources,
            Map<String, RecordSource> folders,
            Downloads downloads,
            long maxBytes,
            InstantSource clock) {
        this.catalog = catalog;
        this.database = database;
        this.ingest = ingest;
        this.sources = sources;
        this.folders = Map.copyOf(folders);
        this.downloads = downloads;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    void load(StepInProgress progress, Step.Load step) {
        switch (step.origin()) {
            case Origin.Web(URI address) ->
                loadOnce(progress, ExtractedResources.name(address), () -> fetch(progress, step, address));
            case Origin.File(String text) -> {
                Place place = sources.place(text);
                loadOnce(progress, place.nameInRuns(), () -> land(progress, step, place, false));
            }
            case Origin.Folder(String text) -> {
                for (Place place : files(step, text)) {
                    loadOnce(progress, place.nameInRuns(), () -> land(progress, step, place, true));
                }
            }
        }
        progress.done();
    }

    /** The files of a folder that are called as the dataset, sorted by name. */
    private List<Place> files(Step.Load step, String folder) {
        RecordSource source = folders.get(folder);
        if (source == null) {
            throw StepFailure.lasting(new Problem(
                    ProblemType.CONFLICT, "no place is set from which files of %s come".formatted(step.dataset())));
        }
        List<Place> found = source.list(name -> isOf(step.dataset(), name), LoadFromSource.MOST_LISTED).files().stream()
                .map(file -> new Place(source, file.name()))
                .toList();
        if (found.isEmpty()) {
            throw StepFailure.lasting(new Problem(
                    ProblemType.NOT_FOUND,
                    "there is no file %s.csv, or with another ending, in %s".formatted(step.dataset(), folder)));
        }
        return found;
    }

    private static boolean isOf(String dataset, String name) {
        return FileKind.of(name).format().isPresent() && AsciiCase.lower(name).matches(dataset + "\\.[a-z]+(\\.gz)?");
    }

    /** Puts a run on record and loads it. Returns it at its end; empty if there is nothing to load. */
    private interface Loading {
        Optional<Run> load();
    }

    private void loadOnce(StepInProgress progress, String name, Loading loading) {
        Optional<Run> begun = progress.loads().stream()
                .flatMap(id -> database.runs().find(id).stream())
                .filter(run -> name.equals(run.source().name()))
                .findFirst();
        Optional<Run> ended =
                begun.isPresent() ? Optional.of(finished(begun.get().id())) : loading.load();
        ended.ifPresent(LoadedFiles::requireSuccess);
    }

    private static void requireSuccess(Run run) {
        if (run.status() == RunStatus.FAILED || run.status() == RunStatus.CANCELLED) {
            Problem problem = run.error() == null
                    ? new Problem(ProblemType.CONFLICT, "run %s was cancelled".formatted(run.id()))
                    : run.error();
            throw StepFailure.lasting(problem.with("run", run.id().toString()));
        }
    }

    /** Goes on with a run until it has ended, unless this process does so already. */
    private Run finished(RunId id) {
        while (true) {
            Run run = database.runs()
                    .find(id)
                    .orElseThrow(() -> new IllegalStateException("run %s is gone".formatted(id)));
            if (run.status().ended()) {
                return run;
            }
            if (ingest.isUnderWay(id)) {
                pause();
            } else {
                ingest.resume(id).ifPresent(LoadedFiles::loaded);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunPipeline.Interrupted();
        }
    }

    private static Run loaded(Ingestion ingestion) {
        return ingestion.run().status().ended()
                ? ingestion.run()
                : ingestion.load(progress -> {}).run();
    }

    private Optional<Run> land(StepInProgress progress, Step.Load step, Place place, boolean onlyIfChanged) {
        FileKind kind = FileKind.of(place.name());
        LoadRequest request = request(step, kind.format().orElse(Format.CSV), kind.gzip());
        try (InputStream body = LoadFromSource.read(place)) {
            Input input = new Input(place.source().kind(), place.nameInRuns(), body);
            return landed(ingest.land(request, input, run -> {
                if (onlyIfChanged && isLoaded(run)) {
                    return Optional.of(run);
                }
                progress.noteLoad(run.id());
                return Optional.<Run>empty();
            }));
        } catch (IOException e) {
            throw new PortException(
                    PortException.Part.STORAGE,
                    PortException.Kind.UNAVAILABLE,
                    "%s cannot be read".formatted(place),
                    e);
        }
    }

    /** Returns whether the same bytes were loaded last of that file, and are still there. */
    private boolean isLoaded(Run run) {
        return database.runs()
                .lastLoaded(
                        run.dataset(),
                        run.source().kind(),
                        String.valueOf(run.source().name()))
                .filter(last -> String.valueOf(last.source().sha256())
                        .equals(run.source().sha256()))
                .isPresent();
    }

    private static Optional<Run> landed(OnRecord<Run> result) {
        return switch (result) {
            case OnRecord.Put<Run>(Ingestion ingestion) -> Optional.of(loaded(ingestion));
            case OnRecord.Kept<Run> unchanged -> Optional.empty();
        };
    }

    private Optional<Run> fetch(StepInProgress progress, Step.Load step, URI address) {
        // If there is no such mapping, that is no fault of what is fetched.
        ingest.mapping(request(step, Format.CSV, false));
        Answer<OnRecord<Run>> answer = downloads.getFile(address, maxBytes, landing(progress, step, address));
        return switch (answer) {
            case Answer.Given<OnRecord<Run>>(OnRecord<Run> result) -> landed(result);
            case Answer.Denied<OnRecord<Run>>(int status, String retryAfter) ->
                throw ExtractedResources.denied(address, status, retryAfter, clock);
        };
    }

    private Function<Downloads.Body, OnRecord<Run>> landing(StepInProgress progress, Step.Load step, URI address) {
        return body -> {
            FileKind named = FileKind.of(String.valueOf(address.getPath()));
            Format format = named.format()
                    .or(() -> format(body.contentType()))
                    .orElseThrow(() -> StepFailure.lasting(new Problem(
                            ProblemType.UPSTREAM_FAILED,
                            "%s gives neither a name nor a content type that tells a format"
                                    .formatted(address.getHost()))));
            Input input = new Input(Source.Kind.API, ExtractedResources.name(address), body.bytes());
            try {
                return ingest.land(request(step, format, named.gzip()), input, run -> {
                    progress.noteLoad(run.id());
                    return Optional.<Run>empty();
                });
            } catch (Refusal refusal) {
                // A page that says why there is no file is no file.
                throw StepFailure.lasting(new Problem(
                        ProblemType.UPSTREAM_FAILED,
                        "%s: %s".formatted(address.getHost(), refusal.problem().detail())));
            } catch (IOException e) {
                throw new PortException(
                        PortException.Part.UPSTREAM,
                        PortException.Kind.UNAVAILABLE,
                        "%s cannot be read".formatted(address.getHost()),
                        e);
            }
        };
    }

    private static Optional<Format> format(@Nullable String contentType) {
        String type = contentType == null ? "" : AsciiCase.lower(contentType.split(";", 2)[0].strip());
        return switch (type) {
            case "text/csv", "text/tab-separated-values" -> Optional.of(Format.CSV);
            case "application/json" -> Optional.of(Format.JSON);
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Optional.of(Format.NDJSON);
            case FileKind.XLSX_TYPE -> Optional.of(Format.XLSX);
            default -> Optional.empty();
        };
    }

    private LoadRequest request(Step.Load step, Format format, boolean gzip) {
        return new LoadArguments(
                        step.mode(),
                        step.strict(),
                        false,
                        0,
                        LoadOptions.DEFAULT_MAX_REJECTIONS,
                        format,
                        null,
                        null,
                        0,
                        List.of(),
                        step.mapping(),
                        null,
                        null)
                .request(catalog.get(step.dataset()), format, null, gzip);
    }
}
