package dev.muster.application.access;

import dev.muster.domain.access.Role;

/**
 * Who asks for something.
 *
 * @param actor the public name: {@code key:3f9a…}, or {@code local} for whoever is on this machine and needs no key
 */
public record Caller(String actor, Role role) {
    /** Whoever reaches a service that asks nobody for a key. */
    public static final Caller LOCAL = new Caller("local", Role.ADMIN);
}
