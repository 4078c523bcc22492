package dev.muster.adapters.out.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Who signs in to PostgreSQL, and with what: asked for each connection, because it may change meanwhile. Thread safe. */
public interface Login {
    /** @throws SQLException if it cannot be told at present */
    Credentials current() throws SQLException;

    /** Returns what is there in place of what the server has refused; {@code refused} if nothing is. */
    Credentials after(Credentials refused);

    /** A user with a password; what is null is left to the database's address. */
    record Credentials(@Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return "Credentials[user=%s]".formatted(user);
        }
    }
}
