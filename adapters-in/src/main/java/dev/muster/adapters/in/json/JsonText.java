package dev.muster.adapters.in.json;

/** A value that is JSON already, and is written as it is. */
public record JsonText(String json) {}
