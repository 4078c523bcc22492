package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.decode.TextDecoding;
import dev.muster.application.Refusal;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.LoadOptions;
import dev.muster.application.port.LoadOptions.Delimiter;
import dev.muster.application.port.LoadOptions.Format;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads off a request what is to be done with its body. */
final class LoadRequests {
    private static final List<String> PARAMETERS = List.of(
            "mode", "strict", "dry_run", "batch_size", "max_rejections", "format", "header", "delimiter", "charset");

    private static final Map<String, Format> FORMATS = formats();
    private static final List<String> CHARSETS = List.of("utf-8", "utf-16", "iso-8859-1", "windows-1252");
    private static final List<String> ENCODINGS = List.of("gzip", "identity");
    private static final int MAX_BATCH_SIZE = 1_000;

    private LoadRequests() {}

    private static Map<String, Format> formats() {
        Map<String, Format> formats = new LinkedHashMap<>();
        formats.put("text/csv", Format.CSV);
        formats.put("application/x-ndjson", Format.NDJSON);
        formats.put("application/json", Format.JSON);
        return formats;
    }

    static LoadRequest of(HttpRequest<?> request, Dataset dataset) {
        Query query = Query.of(request, PARAMETERS);
        Optional<MediaType> type = contentType(request);
        LoadOptions options = new LoadOptions(
                query.oneOf("format", Format.class).orElseGet(() -> format(type)),
                query.oneOf("header", List.of("present", "absent"), word -> word)
                        .map("present"::equals)
                        .orElse(null),
                query.oneOf("delimiter", Delimiter.class).orElse(null),
                charset(query.text("charset")
                        .or(() -> type.flatMap(given -> given.getParameters().get("charset")))),
                isGzip(request),
                query.flag("strict"),
                (int) query.number("batch_size", 1, MAX_BATCH_SIZE).orElse(0),
                query.number("max_rejections", 0, Integer.MAX_VALUE).orElse(LoadOptions.DEFAULT_MAX_REJECTIONS),
                null);
        return new LoadRequest(
                dataset, query.oneOf("mode", Mode.class).orElse(Mode.INSERT), options, query.flag("dry_run"));
    }

    private static Optional<MediaType> contentType(HttpRequest<?> request) {
        String text = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        try {
            return Optional.ofNullable(text).map(MediaType::of);
        } catch (IllegalArgumentException e) {
            throw unsupportedType(text);
        }
    }

    private static Format format(Optional<MediaType> type) {
        String name =
                type.map(given -> given.getName().toLowerCase(Locale.ROOT)).orElse(null);
        Format format = name == null ? null : FORMATS.get(name);
        if (format == null) {
            throw unsupportedType(name);
        }
        return format;
    }

    private static Refusal unsupportedType(@Nullable String type) {
        String found =
                type == null ? "there is no content type" : "the content type '%s' is not supported".formatted(type);
        return new Refusal(new Problem(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "%s; records come as %s".formatted(found, String.join(", ", FORMATS.keySet())))
                .with("field", HttpHeaders.CONTENT_TYPE)
                .with("allowed", List.copyOf(FORMATS.keySet())));
    }

    private static String charset(Optional<String> given) {
        return given.map(name -> TextDecoding.charset(name)
                        .orElseThrow(() -> new Refusal(new Problem(
                                        ProblemType.UNSUPPORTED_CHARSET,
                                        "the character set '%s' is not supported; supported are %s"
                                                .formatted(name, String.join(", ", CHARSETS)))
                                .with("field", "charset")
                                .with("allowed", CHARSETS))))
                .orElse("utf-8");
    }

    private static boolean isGzip(HttpRequest<?> request) {
        String encoding = String.join(",", request.getHeaders().getAll(HttpHeaders.CONTENT_ENCODING))
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                throw new Refusal(new Problem(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                "the content encoding '%s' is not supported; supported are %s"
                                        .formatted(encoding, String.join(", ", ENCODINGS)))
                        .with("field", HttpHeaders.CONTENT_ENCODING)
                        .with("allowed", ENCODINGS));
        };
    }
}
