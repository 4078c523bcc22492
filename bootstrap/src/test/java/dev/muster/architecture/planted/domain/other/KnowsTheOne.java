package dev.muster.architecture.planted.domain.other;

import dev.muster.architecture.planted.domain.one.KnowsTheOther;
import java.util.List;

/** Planted: the other half of a cycle. */
public record KnowsTheOne(List<KnowsTheOther> ones) {}
