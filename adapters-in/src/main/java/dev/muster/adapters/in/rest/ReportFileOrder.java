package dev.muster.adapters.in.rest;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report that is to be kept as a file.
 *
 * @param format of the file; null is none of those that there are
 * @param parameters what the report's own address takes as its query; null for none
 */
@Serdeable.Deserializable
record ReportFileOrder(@Nullable String format, @Nullable Map<String, String> parameters) {}
