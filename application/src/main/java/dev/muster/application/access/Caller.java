package dev.muster.application.access;

import dev.muster.domain.access.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for something.
 *
 * @param actor the public name: {@code key:3f9a…}, {@code jwt:} and whom a token names, or {@code local} for whoever is on this machine and needs no key
 * @param role null if a token gives none that means something here
 */
public record Caller(String actor, @Nullable Role role) {
    /** Whoever reaches a service that asks nobody for a key. */
    public static final Caller LOCAL = new Caller("local", Role.ADMIN);
}
