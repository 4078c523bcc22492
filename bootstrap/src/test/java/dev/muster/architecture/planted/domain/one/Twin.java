package dev.muster.architecture.planted.domain.one;

/** Planted: there is another class of this name. */
public record Twin(String name) {}
