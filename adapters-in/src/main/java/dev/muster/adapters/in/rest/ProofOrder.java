package dev.muster.adapters.in.rest;

import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to prove.
 *
 * @param datasets names of datasets; null for all
 */
@Serdeable.Deserializable
record ProofOrder(@Nullable @Size(min = 1) List<String> datasets) {}
