package dev.muster.architecture.planted.domain;

import dev.muster.architecture.planted.application.AsksTheClock;

/** Planted: the domain knows no use case. */
public record KnowsAUseCase(AsksTheClock useCase) {}
