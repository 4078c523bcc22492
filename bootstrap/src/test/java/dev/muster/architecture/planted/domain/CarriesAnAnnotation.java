package dev.muster.architecture.planted.domain;

import io.micronaut.core.annotation.Introspected;

/** Planted: the domain carries no framework's annotation. */
@Introspected
public record CarriesAnAnnotation(String name) {}
