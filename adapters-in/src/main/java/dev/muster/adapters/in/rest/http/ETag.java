package dev.muster.adapters.in.rest.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What tells a client whether the answer that it has is still the right one. Weak: the same numbers may be sent compressed or
 * not.
 */
public record ETag(String text) {

    /** The tag of what is made from one state of the data in one format. */
    public static ETag of(long dataVersion, String format) {
        return new ETag("W/\"%s-%s\"".formatted(dataVersion, format));
    }

    /**
     * The answer to a client that has the right one already, which is nothing but the tag; empty if it has not.
     *
     * @param now gives the tag that the answer would have; asked only if the client says what it has
     */
    public static Optional<MutableHttpResponse<?>> known(HttpRequest<?> request, Supplier<ETag> now) {
        if (!request.getHeaders().contains(HttpHeaders.IF_NONE_MATCH)) {
            return Optional.empty();
        }
        ETag tag = now.get();
        return tag.isKnown(request) ? Optional.of(tag.on(HttpResponse.notModified())) : Optional.empty();
    }

    /** An answer with this tag. */
    public MutableHttpResponse<?> on(MutableHttpResponse<?> answer) {
        return answer.header(HttpHeaders.ETAG, text).header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private boolean isKnown(HttpRequest<?> request) {
        return request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .anyMatch(known -> known.equals("*") || opaque(known).equals(opaque(text)));
    }

    /** The tag without the mark of weakness, which If-None-Match does not look at. */
    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
