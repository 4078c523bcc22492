package dev.muster.adapters.in.rest;

import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives what is logged for a request the trace that its sender names (https://www.w3.org/TR/trace-context/), or else one of its own. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RequestTrace implements Ordered {
    private static final String HEADER = "traceparent";

    /** Later versions may have more behind it. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext context) {
        String trace = traceId(request.getHeaders().getAll(HEADER));
        context.add(new MdcPropagationContext(Map.of(LogField.TRACE_ID, trace)));
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
