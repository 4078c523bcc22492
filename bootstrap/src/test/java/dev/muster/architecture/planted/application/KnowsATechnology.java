package dev.muster.architecture.planted.application;

import io.micronaut.context.ApplicationContext;

/** Planted: a use case knows no framework. */
public record KnowsATechnology(ApplicationContext context) {}
