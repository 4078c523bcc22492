package dev.muster.adapters.in.rest;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records in the places of rejected ones.
 *
 * @param records values as in CSV, by name of the field, by the id of the rejection; null for none
 */
@Serdeable.Deserializable
record CorrectionsOrder(@Nullable Map<String, Map<String, String>> records) {}
