package dev.muster.adapters.in.rest.http;

import dev.muster.application.NamedFormats;
import dev.muster.application.Refusal;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes answers that are files, and names them. */
public final class Download {
    /** The types that browsers show. They are told to save files of all other types. */
    private static final Set<String> SHOWN = Set.of("application/json", "text/html", "image/png", "image/svg+xml");

    /** Keeps pages and pictures from running or fetching anything. */
    private static final String NOTHING_BUT_STYLES =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    private Download() {}

    /**
     * Returns the format in which an address ends.
     *
     * @throws Refusal {@code not-found} if {@code what} is not given in it
     */
    public static <F> F format(NamedFormats<F> formats, String what, String ending) {
        return formats.find(ending)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.NOT_FOUND,
                                "%s are given as %s, not as '%s'"
                                        .formatted(what, String.join(", ", formats.names()), ending))
                        .with("allowed", formats.names())));
    }

    /** Returns the name of a file, such as {@code hires-by-month-2021.csv}. */
    public static String name(String what, Arguments arguments, String format) {
        return what
                + arguments.values().values().stream().map(value -> "-" + value).collect(Collectors.joining())
                + "." + format;
    }

    /** Returns an answer whose body is a file that is there already. */
    public static MutableHttpResponse<?> of(
            HttpRequest<?> request, String name, String mediaType, InputStream body, long bytes) {
        return of(name, mediaType, HttpResponse.ok(new Watched(request, body))).contentLength(bytes);
    }

    /** Makes the body of an answer a file. */
    public static MutableHttpResponse<?> of(String name, String mediaType, MutableHttpResponse<?> answer) {
        boolean shown = SHOWN.contains(mediaType);
        if (shown) {
            answer.header(Answers.CONTENT_SECURITY_POLICY, NOTHING_BUT_STYLES);
        }
        return answer.contentType(
                        MediaType.of(mediaType.startsWith("text/") ? mediaType + "; charset=utf-8" : mediaType))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "%s; filename=\"%s\"".formatted(shown ? "inline" : "attachment", name));
    }

    /** A stream that is closed with the connection, whether or not anyone began to read it. */
    private static final class Watched extends FilterInputStream {
        private final Disconnection disconnection;

        Watched(HttpRequest<?> request, InputStream body) {
            super(body);
            disconnection = Disconnection.of(request, this::closeBody);
        }

        @Override
        public void close() throws IOException {
            disconnection.close();
            super.close();
        }

        private void closeBody() {
            try {
                super.close();
            } catch (IOException e) {
                LOG.debug("a file of the storage cannot be closed", FaultHandler.withoutMessages(e));
            }
        }
    }
}
