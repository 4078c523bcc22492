package dev.muster.architecture.planted.domain.other;

/** Planted: there is another class of this name. */
public record Twin(String name) {}
