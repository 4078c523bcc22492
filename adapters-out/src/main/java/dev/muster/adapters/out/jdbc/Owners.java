package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Leftovers;
import java.io.Closeable;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * The processes that work on one database, each known by a text that no other ever had. That one lives shows by something
 * that ends with it, however it ends. Thread safe.
 */
public interface Owners extends Closeable, Leftovers {

    /** This process, which lives until this is closed. */
    String self();

    /** Whether another process lives, by what it calls itself. */
    boolean lives(String owner);

    @Override
    void close();

    @Override
    default String name() {
        return "marks of processes that are gone";
    }

    /** Nothing, where what shows that a process lives goes with it. */
    @Override
    default int remove(Instant before) {
        return 0;
    }

    /** For a process that has its database to itself: no other lives. */
    static Owners alone() {
        String self = newOwner();
        return new Owners() {
            @Override
            public String self() {
                return self;
            }

            @Override
            public boolean lives(String owner) {
                return false;
            }

            @Override
            public void close() {}
        };
    }

    /** 16 hexadecimal digits by chance. */
    static String newOwner() {
        return "%016x".formatted(new SecureRandom().nextLong());
    }
}
