package dev.muster.architecture.planted.adapters.in;

import dev.muster.architecture.planted.domain.one.KnowsTheOther;

/** Planted: no adapter knows what is declared. */
public record KnowsADataset(KnowsTheOther declaration) {}
