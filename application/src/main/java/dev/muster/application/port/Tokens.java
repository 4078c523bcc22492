package dev.muster.application.port;

import java.util.Optional;
import java.util.Set;

/** Reads tokens that somebody else gives to whoever uses this service. Thread safe. */
public interface Tokens {
    /** Tokens are not taken. */
    Tokens NONE = token -> Optional.empty();

    /**
     * What a token says.
     *
     * @param subject whom it names
     * @param roles all that it gives, whether they mean something here or not
     */
    record Token(String subject, Set<String> roles) {
        public Token {
            roles = Set.copyOf(roles);
        }
    }

    /**
     * Returns what a token says; empty if it is none, not for this service, not valid now, or not by whom it must be.
     *
     * @throws PortException if whoever gives tokens cannot be asked for the keys that they are signed with
     */
    Optional<Token> read(String token);
}
