package dev.muster.architecture.planted.adapters.in.door.protocol;

import dev.muster.architecture.planted.adapters.in.door.Door;

/** Planted: a protocol knows no door. */
public record Protocol(Door door) {}
