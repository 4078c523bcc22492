package dev.muster.architecture.planted.application;

import java.time.Instant;

/** Planted: the time is handed in. */
public final class AsksTheClock {
    public Instant now() {
        return Instant.now();
    }
}
