package dev.muster.adapters.out.backups;

import dev.muster.application.port.PortException;

/** What is wrong with a file. */
final class Damage {
    private Damage() {}

    /** @param what for people, without anything that the file says of people */
    static PortException of(String what) {
        return new PortException(PortException.Part.STORAGE, PortException.Kind.CORRUPT, what, null);
    }
}
