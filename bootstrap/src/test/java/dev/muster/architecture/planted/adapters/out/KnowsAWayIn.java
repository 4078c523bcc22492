package dev.muster.architecture.planted.adapters.out;

import dev.muster.architecture.planted.adapters.in.KnowsAWayOut;

/** Planted: a way out knows no way in. */
public record KnowsAWayIn(KnowsAWayOut door) {}
