package dev.muster.architecture.planted.domain;

import java.util.UUID;

/** Planted: ids are handed in. */
public final class MakesAnId {
    public String next() {
        return UUID.randomUUID().toString();
    }
}
