package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.Leftovers;
import java.io.Closeable;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The processes that work on one database. Each is known by a text that no other process ever had. A process holds
 * something that ends with it, however it ends, and so shows that it lives. Thread safe.
 */
public interface Owners extends Closeable, Leftovers {

    /** Returns the text of this process. The process counts as alive until this object is closed. */
    String self();

    /** Returns whether the process with this text lives. */
    boolean lives(String owner);

    /**
     * Breaks off what a process does on the database that lives but does not get on, so that it holds up nobody. If it
     * goes on some day, it begins anew. Does nothing where that cannot be done from outside.
     */
    default void breakOff(String owner) {}

    @Override
    void close();

    @Override
    default String name() {
        return "marks of processes that are gone";
    }

    /** Removes nothing, for databases in which nothing stays of a process that is gone. */
    @Override
    default int remove(Instant before) {
        return 0;
    }

    /** Returns the owners of a database that one process has to itself: no other process lives. */
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

    /** Returns 16 random hexadecimal digits. */
    static String newOwner() {
        return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    }
}
