package dev.muster.adapters.in.rest;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What tells a client whether the answer that it has is still the right one. Weak: the same numbers may be sent compressed or
 * not.
 */
record Tag(String text) {

    /** The tag of what is made from one state of the data in one format. */
    static Tag of(long dataVersion, String format) {
        return new Tag("W/\"%d-%s\"".formatted(dataVersion, format));
    }

    /** Nothing but the tag if the client has the answer already, else the answer with it. */
    MutableHttpResponse<?> answer(HttpRequest<?> request, Supplier<MutableHttpResponse<?>> answer) {
        MutableHttpResponse<?> response = isKnown(request) ? HttpResponse.notModified() : answer.get();
        return response.header(HttpHeaders.ETAG, text).header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
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
