package dev.muster.architecture.planted.adapters.in;

import dev.muster.architecture.planted.adapters.out.PublicNumbers;

/** Planted: a way in knows no way out. */
public record KnowsAWayOut(PublicNumbers numbers) {}
