package dev.muster.adapters.out.otel;

import dev.muster.application.port.Tracing;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Sends traces to a collector. Not to be touched where there is none: then no class of OpenTelemetry is loaded. */
public final class OpenTelemetry {
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "muster",
            // Connections of HTTP/2 with a client of their own would be all that the other one brings.
            "otel.exporter.otlp.protocol", "http/protobuf");

    /** Metrics are scraped, and logs are lines. */
    private static final Map<String, String> FIXED =
            Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

    private OpenTelemetry() {}

    /**
     * Returns what sends traces as the variables say (https://opentelemetry.io/docs/languages/sdk-configuration/).
     *
     * @param variables by names such as {@code OTEL_SERVICE_NAME}
     * @param warned is told why traces do not arrive, once a minute at most
     * @throws IllegalArgumentException if a variable is not what it must be; its message names it
     */
    public static Tracing tracing(Map<String, String> variables, Consumer<String> warned) {
        ExportWarnings warnings = ExportWarnings.to(warned);
        Map<String, String> properties = new HashMap<>();
        variables.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        properties.putAll(FIXED);
        try {
            AutoConfiguredOpenTelemetrySdk configured = AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesCustomizer(config -> properties)
                    .build();
            return new SdkTracing(configured.getOpenTelemetrySdk(), warnings);
        } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
            warnings.close();
            throw new IllegalArgumentException(withoutValues(String.valueOf(e.getMessage()), variables.values()), e);
        }
    }

    /** Headers may hold a secret. */
    private static String withoutValues(String message, Collection<String> values) {
        String kept = message;
        for (String value : values) {
            kept = kept.replace(": " + value, "").replace("=" + value, "");
        }
        return kept;
    }
}
