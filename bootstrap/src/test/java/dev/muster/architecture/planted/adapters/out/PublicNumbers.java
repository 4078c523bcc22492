package dev.muster.architecture.planted.adapters.out;

import dev.muster.architecture.planted.application.port.Numbers;

/** Planted: an adapter that everyone could name instead of its port. */
public final class PublicNumbers implements Numbers {
    @Override
    public long next() {
        return 1;
    }
}
