package dev.muster.adapters.out.otel;

import dev.muster.application.port.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.atomic.AtomicInteger;

/** A span of the SDK. */
final class SdkSpan implements Span {
    /** A single batch may ask the database any number of times. */
    static final int MOST_CALLS = 64;

    private final Tracer tracer;
    private final Context context;
    private final io.opentelemetry.api.trace.Span span;
    private final AtomicInteger calls = new AtomicInteger();

    SdkSpan(Tracer tracer, Kind kind, String name, Context parent) {
        this.tracer = tracer;
        this.span = tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(
                        switch (kind) {
                            case SERVER -> SpanKind.SERVER;
                            case CONSUMER -> SpanKind.CONSUMER;
                            case CLIENT -> SpanKind.CLIENT;
                            case INTERNAL -> SpanKind.INTERNAL;
                        })
                .startSpan();
        this.context = parent.with(span);
    }

    @Override
    public Span part(Kind kind, String name) {
        if (!isTold() || kind == Kind.CLIENT && calls.incrementAndGet() > MOST_CALLS) {
            return NONE;
        }
        return new SdkSpan(tracer, kind, name, context);
    }

    /** Also after its end: work that it began may go on. */
    @Override
    public boolean isTold() {
        return span.getSpanContext().isSampled();
    }

    @Override
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    @Override
    public Span named(String name) {
        span.updateName(name);
        return this;
    }

    @Override
    public Span with(String attribute, String value) {
        span.setAttribute(attribute, value);
        return this;
    }

    @Override
    public Span with(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    @Override
    public void failed(String type) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void end() {
        int untold = calls.get() - MOST_CALLS;
        if (untold > 0) {
            span.setAttribute("muster.calls.untold", untold);
        }
        span.end();
    }
}
