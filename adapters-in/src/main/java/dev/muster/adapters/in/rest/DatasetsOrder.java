package dev.muster.adapters.in.rest;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which datasets a backup, a restore or a proof is about.
 *
 * @param datasets their names; null for all
 */
@Serdeable.Deserializable
record DatasetsOrder(@Nullable List<String> datasets) {}
