package dev.muster.architecture.planted.adapters.in.otherdoor;

import dev.muster.architecture.planted.adapters.in.door.Door;

/** Planted: a door knows no other door. */
public record KnowsAnotherDoor(Door door) {}
