package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.ingest.FirstBytes;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.LoadFromSource;
import dev.muster.application.ingest.LoadFromSource.Place;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Source;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Loads a file. */
@Command(
        name = "ingest",
        description = "Loads a file of records into a dataset and tells what became of them.",
        footer = {"", "Ends with 0 if all records were taken, with 2 if some were rejected, with 1 if loading failed."})
final class IngestCommand implements Subcommand {
    private static final String STANDARD_INPUT = "-";

    /** Bytes that tell compression, and mostly the format. */
    private static final int TELLING = 8;

    private final LoadingOptions options;

    @Parameters(index = "0", paramLabel = "DATASET", description = "The dataset that the records belong to.")
    private String datasetName;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "A file whose name ends in .csv, .tsv, .txt, .json, .jsonl or .ndjson, with or without .gz;"
                    + " - is standard input, s3://bucket/key an object below one of MUSTER_S3_SOURCES.")
    private String file;

    @Mixin
    private JsonOption json;

    IngestCommand(LoadingOptions options) {
        this.options = options;
    }

    @Override
    public String action() {
        return "load-records";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        Dataset dataset = services.datasets().named(datasetName);
        if (file.startsWith("s3://")) {
            return loadFromS3(services, terminal, dataset);
        }
        return file.equals(STANDARD_INPUT)
                ? loadStandardInput(services, terminal, dataset)
                : loadFile(services, terminal, dataset, Paths.read(file));
    }

    private int loadFile(Services services, Terminal terminal, Dataset dataset, Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        LoadRequest request = options.request(dataset, name);
        try (InputStream body = LoadingFile.open(path)) {
            return load(services, terminal, request, name, body, Files.isRegularFile(path) ? Files.size(path) : 0);
        }
    }

    private int loadFromS3(Services services, Terminal terminal, Dataset dataset) throws IOException {
        LoadRequest request = options.request(dataset, file);
        Place place = services.useCases().loadFromSource().place(file);
        try (InputStream body = LoadFromSource.read(place)) {
            Ingested ingested = new LoadingFile(services, terminal)
                    .load(request, place.source().kind(), place.nameInRuns(), body, 0);
            return LoadEnding.tell(terminal, dataset, ingested, request.dryRun(), json.given());
        }
    }

    /** There is no name that tells of format and compression, but the first bytes do. */
    private int loadStandardInput(Services services, Terminal terminal, Dataset dataset) throws IOException {
        BufferedInputStream body = new BufferedInputStream(terminal.in());
        body.mark(FirstBytes.ENOUGH);
        FirstBytes first = first(body);
        body.reset();
        return load(services, terminal, options.request(dataset, first), null, body, 0);
    }

    /** Reads no more than is needed: somebody may be typing it. */
    private static FirstBytes first(InputStream body) throws IOException {
        byte[] bytes = new byte[FirstBytes.ENOUGH];
        int size = body.readNBytes(bytes, 0, TELLING);
        FirstBytes first = new FirstBytes(bytes, size);
        if (!first.areGzip()) {
            return first;
        }
        size += body.readNBytes(bytes, size, bytes.length - size);
        return new FirstBytes(bytes, size);
    }

    private int load(
            Services services,
            Terminal terminal,
            LoadRequest request,
            @Nullable String name,
            InputStream body,
            long total)
            throws IOException {
        Ingested ingested = new LoadingFile(services, terminal).load(request, Source.Kind.UPLOAD, name, body, total);
        return LoadEnding.tell(terminal, request.dataset(), ingested, request.dryRun(), json.given());
    }
}
