package dev.muster.adapters.out.postgres;

import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;

/** The one server that a JDBC address names. */
public record PostgresServerAddress(String host, int port) {
    /** Returns the server; empty if the address names several, or none that the driver understands. */
    public static Optional<PostgresServerAddress> of(String url) {
        Properties parsed = Driver.parseURL(url, null);
        if (parsed == null) {
            return Optional.empty();
        }
        String host = PGProperty.PG_HOST.getOrDefault(parsed);
        String port = PGProperty.PG_PORT.getOrDefault(parsed);
        return host == null || port == null || host.contains(",") || port.contains(",")
                ? Optional.empty()
                : Optional.of(new PostgresServerAddress(host, Integer.parseInt(port)));
    }

    /** Whether connections to an address are encrypted, or not made. */
    public static boolean isEncrypted(String url) {
        Properties parsed = Driver.parseURL(url, null);
        try {
            return parsed != null && SslMode.of(parsed).requireEncryption();
        } catch (PSQLException e) {
            return false;
        }
    }
}
