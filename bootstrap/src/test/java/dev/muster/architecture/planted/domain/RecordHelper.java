package dev.muster.architecture.planted.domain;

/** Planted: a name that fits every class. */
public record RecordHelper() {}
