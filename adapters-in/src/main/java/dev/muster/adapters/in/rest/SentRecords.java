package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.rest.http.FormFile;
import dev.muster.application.Refusal;
import dev.muster.application.ingest.FileKind;
import dev.muster.application.ingest.LoadArguments;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records that a request brings: its body, or the file of the form that its body is.
 *
 * @param name the file's name; null if there is none
 * @param isFile whether it is a file
 * @param type what the sender says that they are
 * @param gzip whether they are compressed
 * @param bytes as they arrive
 */
record SentRecords(@Nullable String name, boolean isFile, Optional<MediaType> type, boolean gzip, InputStream bytes)
        implements Closeable {

    private static final String FORM = "multipart/form-data";
    private static final Map<String, Format> FORMATS = formats();
    private static final List<String> TYPES =
            Stream.concat(FORMATS.keySet().stream(), Stream.of(FORM)).toList();
    private static final Set<String> OTHER_WORKBOOKS =
            Set.of("application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet");
    private static final List<String> ENCODINGS = List.of("gzip", "identity");

    private static Map<String, Format> formats() {
        Map<String, Format> formats = new LinkedHashMap<>();
        formats.put("text/csv", Format.CSV);
        formats.put("text/tab-separated-values", Format.CSV);
        formats.put("application/json", Format.JSON);
        formats.put("application/x-ndjson", Format.NDJSON);
        formats.put("application/ndjson", Format.NDJSON);
        formats.put("application/jsonl", Format.NDJSON);
        formats.put(FileKind.XLSX_TYPE, Format.XLSX);
        return formats;
    }

    /**
     * What {@code request} brings; of a form it is read up to the file.
     *
     * @param body of the request; closed with this
     */
    static SentRecords in(HttpRequest<?> request, InputStream body) throws IOException {
        Optional<MediaType> type = type(request.getHeaders().get(HttpHeaders.CONTENT_TYPE));
        String encoding = String.join(",", request.getHeaders().getAll(HttpHeaders.CONTENT_ENCODING));
        boolean gzip = isGzip(encoding);
        if (!type.map(given -> AsciiCase.same(given.getName(), FORM)).orElse(false)) {
            return new SentRecords(null, false, type, gzip, body);
        }
        if (gzip) {
            throw unsupportedEncoding(encoding, "a form is not compressed as a whole, but its file may be");
        }
        FormFile file = FormFile.in(
                body,
                type.flatMap(given -> given.getParameters().get("boundary")).orElse(null));
        String name = file.name();
        String ownEncoding = file.header(HttpHeaders.CONTENT_ENCODING);
        return new SentRecords(
                name,
                true,
                type(file.header(HttpHeaders.CONTENT_TYPE)),
                isGzip(ownEncoding == null ? "" : ownEncoding)
                        || name != null && FileKind.of(name).gzip(),
                file);
    }

    /** What is to be done with these records. */
    LoadRequest request(Dataset dataset, LoadArguments arguments) {
        Format said = arguments.format();
        return arguments.request(
                dataset,
                said == null ? format() : asSent(said),
                type.flatMap(given -> given.getParameters().get("charset")).orElse(null),
                gzip);
    }

    /** What the type says, or, where that says nothing, a file's name. */
    private Format format() {
        String typeName = type.map(given -> AsciiCase.lower(given.getName())).orElse(null);
        Optional<Format> ofType = Optional.ofNullable(typeName).map(FORMATS::get);
        Optional<Format> found =
                ofType.isEmpty() && name != null ? FileKind.of(name).format() : ofType;
        return found.map(this::asSent).orElseThrow(() -> isFile ? unknownFile(name) : unsupportedType(typeName));
    }

    /** A body of JSON is one batch, a file of it may be of any size. */
    private Format asSent(Format format) {
        return format == Format.JSON && !isFile ? Format.JSON_BATCH : format;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private static Optional<MediaType> type(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(MediaType::of);
        } catch (IllegalArgumentException e) {
            throw unsupportedType(text);
        }
    }

    private static Refusal unsupportedType(@Nullable String type) {
        String found =
                type == null ? "there is no content type" : "the content type '%s' is not supported".formatted(type);
        String advice = type != null && OTHER_WORKBOOKS.contains(type)
                ? "save the workbook as XLSX, or as CSV in UTF-8, and send that"
                : "records come as %s; or say in the query what they are, such as ?format=csv"
                        .formatted(String.join(", ", TYPES));
        return new Refusal(new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "%s; %s".formatted(found, advice))
                .with("field", HttpHeaders.CONTENT_TYPE)
                .with("allowed", TYPES));
    }

    private static Refusal unknownFile(@Nullable String name) {
        return new Refusal(new Problem(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        name == null
                                ? "the file has neither a type nor a name that tells its format; say it in the query, such as ?format=csv"
                                : "neither the file's type nor its name tells a format: "
                                        + FileKind.adviceFor(name, "say it in the query, such as ?format=csv"))
                .with("field", FormFile.FIELD)
                .with("allowed", List.copyOf(FORMATS.keySet())));
    }

    private static boolean isGzip(String encoding) {
        return switch (AsciiCase.lower(encoding.strip())) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default -> throw unsupportedEncoding(encoding, "supported are " + String.join(", ", ENCODINGS));
        };
    }

    private static Refusal unsupportedEncoding(String encoding, String hint) {
        return new Refusal(new Problem(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "the content encoding '%s' is not supported; %s".formatted(encoding, hint))
                .with("field", HttpHeaders.CONTENT_ENCODING)
                .with("allowed", ENCODINGS));
    }
}
