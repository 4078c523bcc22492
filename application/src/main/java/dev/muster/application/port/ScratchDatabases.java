package dev.muster.application.port;

/** Makes databases that are thrown away after use. Thread safe. */
public interface ScratchDatabases {

    /**
     * Makes an empty database that has a table for each dataset. Closing it leaves nothing behind.
     *
     * @throws PortException if there is no space for it
     */
    OpenDatabase open();

    /** A database that is open beside the one of the program. */
    interface OpenDatabase extends AutoCloseable {
        Database database();

        @Override
        void close();
    }
}
