package dev.muster.adapters.in.rest;

import dev.muster.application.NamedFormats;
import dev.muster.application.Refusal;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers that are files, with the names that they are to be kept under. */
final class Download {
    /** What browsers show themselves; everything else they are told to save. */
    private static final Set<String> SHOWN = Set.of("application/json", "text/html", "image/png", "image/svg+xml");

    /** Whatever a page or a picture says, it runs nothing and fetches nothing. */
    private static final String NOTHING_BUT_STYLES =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    private Download() {}

    /** The format that an address ends in; {@code not-found} if {@code what} is not given in it. */
    static <F> F format(NamedFormats<F> formats, String what, String ending) {
        return formats.find(ending)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.NOT_FOUND,
                                "%s are given as %s, not as '%s'"
                                        .formatted(what, String.join(", ", formats.names()), ending))
                        .with("allowed", formats.names())));
    }

    /** {@code hires-by-month-2021.csv}. */
    static String name(String what, Arguments arguments, String format) {
        return what
                + arguments.values().values().stream().map(value -> "-" + value).collect(Collectors.joining())
                + "." + format;
    }

    /** A short file that is in memory as a whole: if it cannot be made, the answer says so. */
    static MutableHttpResponse<?> of(String name, String mediaType, StreamedBody.Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        // The length is said here because without it the server closes the connection after a HEAD.
        return headed(HttpResponse.ok(bytes.toByteArray()), name, mediaType).contentLength(bytes.size());
    }

    /** A file that is written while it is read. */
    static MutableHttpResponse<?> of(String name, String mediaType, StreamedBody body) {
        return headed(HttpResponse.ok(body), name, mediaType);
    }

    /** A file that is there already. */
    static MutableHttpResponse<?> of(String name, String mediaType, InputStream body, long bytes) {
        return headed(HttpResponse.ok(body), name, mediaType).contentLength(bytes);
    }

    private static MutableHttpResponse<?> headed(MutableHttpResponse<?> answer, String name, String mediaType) {
        boolean shown = SHOWN.contains(mediaType);
        if (shown) {
            answer.header("Content-Security-Policy", NOTHING_BUT_STYLES);
        }
        return answer.contentType(
                        MediaType.of(mediaType.startsWith("text/") ? mediaType + "; charset=utf-8" : mediaType))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "%s; filename=\"%s\"".formatted(shown ? "inline" : "attachment", name));
    }
}
