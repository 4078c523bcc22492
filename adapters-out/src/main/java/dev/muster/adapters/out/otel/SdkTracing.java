package dev.muster.adapters.out.otel;

import dev.muster.application.port.Span;
import dev.muster.application.port.Tracing;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Spans wait in a queue of 2,048, unless the settings say otherwise; those that find no room are dropped. */
final class SdkTracing implements Tracing {
    private static final int SECONDS_TO_END = 2;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final ExportWarnings warnings;

    SdkTracing(OpenTelemetrySdk sdk, ExportWarnings warnings) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("dev.muster");
        this.warnings = warnings;
    }

    @Override
    public Span begin(Span.Kind kind, String name, Function<String, @Nullable String> header) {
        Context context = sdk.getPropagators().getTextMapPropagator().extract(Context.root(), header, new Headers());
        return new SdkSpan(tracer, kind, name, context);
    }

    /** What a message says beside its content. */
    private static final class Headers implements TextMapGetter<Function<String, @Nullable String>> {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> carrier) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> carrier, String key) {
            return carrier == null ? null : carrier.apply(key);
        }
    }

    @Override
    public void close() {
        sdk.shutdown().join(SECONDS_TO_END, TimeUnit.SECONDS);
        warnings.close();
    }
}
