package dev.muster.adapters.in.cli;

import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.CharacterSet;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a file is to be read and loaded: the options that the API has as query parameters. */
final class LoadArguments {

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "What to do with a record whose key is stored with other values:"
                    + " insert rejects it (default), upsert lets it replace the stored one.")
    private Mode mode = Mode.INSERT;

    @Option(names = "--strict", description = "Store nothing if any record is rejected.")
    private boolean strict;

    @Option(names = "--dry-run", description = "Store nothing, only tell what would become of the records.")
    private boolean dryRun;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Commit this many records together, 1 to 1000; left out, Muster chooses.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--max-rejections",
            paramLabel = "N",
            description = "Give up after more rejections than this (default 1000000).")
    private long maxRejections = LoadOptions.DEFAULT_MAX_REJECTIONS;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, json or ndjson; left out, the file's name tells, and standard input is csv.")
    private @Nullable Format format;

    @Option(
            names = "--header",
            paramLabel = "PRESENT",
            description = "Whether CSV has a header: present or absent; left out, the first record tells.")
    private @Nullable Header header;

    @Option(
            names = "--delimiter",
            paramLabel = "DELIMITER",
            description =
                    "What separates values in CSV: comma, semicolon, tab or pipe; left out, the first record tells.")
    private @Nullable Delimiter delimiter;

    @Option(
            names = "--charset",
            paramLabel = "CHARSET",
            description = "utf-8 (default), utf-16, iso-8859-1 or windows-1252.")
    private String charset = "utf-8";

    /** Whether CSV has a header. */
    enum Header {
        PRESENT,
        ABSENT
    }

    /**
     * What is to be done with a file.
     *
     * @param name the file's name; null for standard input
     * @param gzip whether it is compressed although its name does not say so
     * @throws CommandFailed if the arguments do not fit each other or the file
     */
    LoadRequest request(Dataset dataset, @Nullable String name, boolean gzip) {
        if (batchSize != null && (batchSize < 1 || batchSize > 1_000)) {
            throw CommandFailed.usage("--batch-size must be from 1 to 1000, not %d".formatted(batchSize));
        }
        if (maxRejections < 0) {
            throw CommandFailed.usage("--max-rejections must not be negative, as %d is".formatted(maxRejections));
        }
        Format read = format != null ? format : name == null ? Format.CSV : ofName(name);
        if (read != Format.CSV && (header != null || delimiter != null)) {
            throw CommandFailed.usage("--header and --delimiter are for csv only");
        }
        LoadOptions options = new LoadOptions(
                read,
                header == null ? null : header == Header.PRESENT,
                delimiter,
                CharacterSet.of(charset)
                        .map(CharacterSet::canonicalName)
                        .orElseThrow(() -> CommandFailed.usage(
                                "--charset must be utf-8, utf-16, iso-8859-1 or windows-1252, not '%s'"
                                        .formatted(charset))),
                gzip || name != null && FileKind.of(name).gzip(),
                strict,
                batchSize == null ? 0 : batchSize,
                maxRejections,
                null);
        return new LoadRequest(dataset, mode, options, dryRun);
    }

    private static Format ofName(String name) {
        return FileKind.of(name)
                .format()
                .orElseThrow(() -> CommandFailed.usage(
                        "the name of %s tells no format: it should end in .csv, .json, .jsonl or .ndjson, with or without .gz; or use --format"
                                .formatted(name)));
    }
}
