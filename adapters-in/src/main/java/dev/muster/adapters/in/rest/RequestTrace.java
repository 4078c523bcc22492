package dev.muster.adapters.in.rest;

import dev.muster.application.port.Span;
import dev.muster.application.port.Tracing;
import dev.muster.application.tracing.Traced;
import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes what is done and logged for a request a part of the trace that its sender names (https://www.w3.org/TR/trace-context/), or
 * else of one of its own. The span of a request lasts until its answer began.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
record RequestTrace(Tracing tracing) implements Ordered {
    private static final String HEADER = "traceparent";
    private static final String SPAN = RequestTrace.class.getName();
    private static final int FAULTS_OF_OURS = 500;

    /** Later versions may have more behind it. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext context) {
        Span span = isProbe(request.getPath())
                ? Span.NONE
                : tracing.begin(Span.Kind.SERVER, request.getMethodName(), name -> {
                    List<String> values = request.getHeaders().getAll(name);
                    return values.size() == 1 ? values.getFirst() : null;
                });
        String trace = span.traceId();
        if (trace == null) {
            trace = traceId(request.getHeaders().getAll(HEADER));
        } else {
            request.setAttribute(SPAN, span);
            context.add(new OfThread(span));
        }
        context.add(new MdcPropagationContext(Map.of(LogField.TRACE_ID, trace)));
    }

    /** What machines ask all the time would be most of what is told. */
    private static boolean isProbe(String path) {
        return path.equals("/prometheus") || path.equals("/health") || path.startsWith("/health/");
    }

    /** Names of https://opentelemetry.io/docs/specs/semconv/http/http-spans/; paths and queries may hold values of records. */
    @ResponseFilter
    void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
        Span span = request.getAttribute(SPAN, Span.class).orElse(Span.NONE);
        if (span.isTold()) {
            Optional<String> method = RequestMetrics.method(request);
            Optional<String> route = RequestMetrics.route(request);
            span.named(method.orElse("HTTP")
                            + route.map(declared -> " " + declared).orElse(""))
                    .with("http.request.method", method.orElse("_OTHER"))
                    .with("http.response.status_code", response.code())
                    .with("url.scheme", request.isSecure() ? "https" : "http");
            route.ifPresent(declared -> span.with("http.route", declared));
            if (response.code() >= FAULTS_OF_OURS) {
                span.failed(Integer.toString(response.code()));
            }
        }
        span.end();
    }

    /** Follows the request from thread to thread. */
    private record OfThread(Span span) implements ThreadPropagatedContextElement<Span> {
        @Override
        public Span updateThreadContext() {
            Span before = Traced.current();
            // Transactions make the thread's context anew: then it is in a part of this one already.
            if (!Objects.equals(before.traceId(), span.traceId())) {
                Traced.enter(span);
            }
            return before;
        }

        @Override
        public void restoreThreadContext(Span before) {
            Traced.leave(before);
        }
    }

    static String traceId(List<String> headers) {
        if (headers.size() == 1) {
            Matcher matcher = FORM.matcher(headers.getFirst());
            if (matcher.matches()
                    && (matcher.group(3) == null || !matcher.group(1).equals("00"))) {
                return matcher.group(2);
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
