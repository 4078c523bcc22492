package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Visitor;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Map;

/** Makes pages of templates. Whatever is put into one is escaped for its place. */
final class Html {
    /** Nothing of others, and nothing inline. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final MediaType UTF_8 = new MediaType(MediaType.TEXT_HTML, Map.of("charset", "utf-8"));

    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Html.class.getClassLoader(), Html.class.getPackageName());

    private Html() {}

    /**
     * Returns a page for whoever sent a request.
     *
     * @param template its name without ending; it takes the frame and {@code it}
     * @param it what it shows
     */
    static MutableHttpResponse<byte[]> page(
            HttpRequest<?> request, String section, String title, String template, Object it) {
        return page(200, new Frame(title, section, Visitor.of(request)), template, it);
    }

    static MutableHttpResponse<byte[]> page(int status, Frame frame, String template, Object it) {
        return page(status, POLICY, frame, template, it);
    }

    static MutableHttpResponse<byte[]> page(int status, String policy, Frame frame, String template, Object it) {
        Utf8ByteOutput out = new Utf8ByteOutput();
        TEMPLATES.render(template + ".jte", Map.of("frame", frame, "it", it), out);
        byte[] bytes = out.toByteArray();
        return HttpResponse.<byte[]>status(status, null)
                .contentType(UTF_8)
                .contentLength(bytes.length)
                .header("Content-Security-Policy", policy)
                // With none at all, browsers would not say either that a form of ours is ours.
                .header("Referrer-Policy", "same-origin")
                .header(HttpHeaders.VARY, HttpHeaders.COOKIE)
                .body(bytes);
    }
}
