package dev.muster.architecture.planted.adapters.in.json;

import dev.muster.architecture.planted.adapters.in.door.Door;

/** Planted: what the doors share knows no door. */
public record KnowsADoor(Door door) {}
