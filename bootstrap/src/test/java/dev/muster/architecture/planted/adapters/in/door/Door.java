package dev.muster.architecture.planted.adapters.in.door;

import dev.muster.architecture.planted.adapters.in.door.protocol.Protocol;

/** A door, which may know the protocol that it speaks. */
public record Door(Protocol protocol) {}
