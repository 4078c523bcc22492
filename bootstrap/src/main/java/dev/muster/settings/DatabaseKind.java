package dev.muster.settings;

import java.util.Arrays;

/** The databases that there are adapters for. */
public enum DatabaseKind {
    SQLITE("jdbc:sqlite:"),
    POSTGRESQL("jdbc:postgresql://");

    private final String prefix;

    DatabaseKind(String prefix) {
        this.prefix = prefix;
    }

    /** What the JDBC addresses of such a database begin with. */
    String prefix() {
        return prefix;
    }

    /**
     * The kind of the database at a JDBC address.
     *
     * @throws IllegalArgumentException if there is no adapter for it
     */
    public static DatabaseKind of(String url) {
        return Arrays.stream(values())
                .filter(kind -> url.startsWith(kind.prefix))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no adapter for this database"));
    }
}
