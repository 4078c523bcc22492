package dev.muster.architecture.planted.domain.one;

import dev.muster.architecture.planted.domain.other.KnowsTheOne;

/** Planted: one half of a cycle. */
public record KnowsTheOther(KnowsTheOne other) {}
