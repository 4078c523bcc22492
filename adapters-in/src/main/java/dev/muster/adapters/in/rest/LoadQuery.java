package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.HttpProblemType;
import dev.muster.adapters.in.rest.http.Query;
import dev.muster.application.Refusal;
import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.CharacterSet;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request's query says about the records that come with it.
 *
 * @param format null if the query does not tell
 * @param charset null if the query does not tell
 */
record LoadQuery(
        Mode mode,
        boolean dryRun,
        boolean strict,
        int batchSize,
        long maxRejections,
        @Nullable Format format,
        @Nullable Boolean header,
        @Nullable Delimiter delimiter,
        @Nullable String charset) {

    static final List<String> PARAMETERS = List.of(
            "mode", "strict", "dry_run", "batch_size", "max_rejections", "format", "header", "delimiter", "charset");

    private static final List<String> CHARSETS = List.of("utf-8", "utf-16", "iso-8859-1", "windows-1252");
    private static final int MAX_BATCH_SIZE = 1_000;

    static LoadQuery of(HttpRequest<?> request) {
        return of(Query.of(request, PARAMETERS));
    }

    /** What a query, or what has its meaning, says. */
    static LoadQuery of(Query query) {
        return new LoadQuery(
                query.oneOf("mode", Mode.class).orElse(Mode.INSERT),
                query.flag("dry_run"),
                query.flag("strict"),
                (int) query.number("batch_size", 1, MAX_BATCH_SIZE).orElse(0),
                query.number("max_rejections", 0, Integer.MAX_VALUE).orElse(LoadOptions.DEFAULT_MAX_REJECTIONS),
                query.oneOf("format", Format.OF_FILES, format -> format.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                query.oneOf("header", List.of("present", "absent"), word -> word)
                        .map("present"::equals)
                        .orElse(null),
                query.oneOf("delimiter", Delimiter.class).orElse(null),
                query.text("charset").map(LoadQuery::charset).orElse(null));
    }

    /** What is to be done with these records. */
    LoadRequest request(Dataset dataset, SentRecords sent) {
        return request(
                dataset,
                format == null ? sent.format() : sent.asSent(format),
                Optional.ofNullable(charset)
                        .or(() -> sent.type()
                                .flatMap(type -> type.getParameters().get("charset"))
                                .map(LoadQuery::charset))
                        .orElse("utf-8"),
                sent.gzip());
    }

    /**
     * What is to be done with a file's records.
     *
     * @throws Refusal {@code unsupported-media-type} if neither the query nor its name tells its format
     */
    LoadRequest request(Dataset dataset, String fileName) {
        FileKind kind = FileKind.of(fileName);
        Format read = Optional.ofNullable(format)
                .or(kind::format)
                .orElseThrow(() -> new Refusal(new Problem(
                                HttpProblemType.UNSUPPORTED_MEDIA_TYPE,
                                "the file's name tells no format: it should end in .csv, .json, .jsonl or .ndjson, with or without .gz; or give a format")
                        .with("field", "source")));
        return request(dataset, read, charset == null ? "utf-8" : charset, kind.gzip());
    }

    private LoadRequest request(Dataset dataset, Format read, String text, boolean gzip) {
        LoadOptions options =
                new LoadOptions(read, header, delimiter, text, gzip, strict, batchSize, maxRejections, null);
        return new LoadRequest(dataset, mode, options, dryRun);
    }

    private static String charset(String name) {
        return CharacterSet.of(name)
                .map(CharacterSet::canonicalName)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.UNSUPPORTED_CHARSET,
                                "the character set '%s' is not supported; supported are %s"
                                        .formatted(name, String.join(", ", CHARSETS)))
                        .with("field", "charset")
                        .with("allowed", CHARSETS)));
    }
}
