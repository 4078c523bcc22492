package dev.muster.application.port;

/** The connections to the database that this process keeps. Thread safe. */
public interface ConnectionPool {

    /** Returns how its connections are used now. */
    Use use();

    /**
     * How connections are used.
     *
     * @param active how many do something
     * @param idle how many are open and do nothing
     * @param waiting how many threads wait for one
     * @param most how many there can be
     */
    record Use(int active, int idle, int waiting, int most) {}
}
