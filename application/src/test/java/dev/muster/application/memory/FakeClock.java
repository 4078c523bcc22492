package dev.muster.application.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. Thread safe. */
public final class FakeClock implements InstantSource {
    private volatile Instant now;

    public FakeClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves the clock, back as well as on. */
    public void set(Instant newNow) {
        now = newNow;
    }

    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
