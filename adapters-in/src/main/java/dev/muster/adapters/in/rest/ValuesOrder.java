package dev.muster.adapters.in.rest;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands for what.
 *
 * @param values by name of the field, then by the value as received; null for nothing
 */
@Serdeable.Deserializable
record ValuesOrder(@Nullable Map<String, Map<String, String>> values) {}
