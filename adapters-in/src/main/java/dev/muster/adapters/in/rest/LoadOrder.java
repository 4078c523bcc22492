package dev.muster.adapters.in.rest;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;

/**
 * What to load from a place that the service can read. How it is to be loaded stands beside it.
 *
 * @param dataset name of a dataset
 * @param source place and name of the file
 */
@Serdeable.Deserializable
record LoadOrder(
        @NotBlank(message = "is required") String dataset,
        @NotBlank(message = "is required") String source) {}
