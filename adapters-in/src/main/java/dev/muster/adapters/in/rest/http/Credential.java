package dev.muster.adapters.in.rest.http;

import dev.muster.application.access.Authenticate;
import dev.muster.application.access.Caller;
import dev.muster.application.access.SignIn;
import java.util.Optional;

/** What a request shows of who sends it. All kinds are secrets, so none is in a text. */
sealed interface Credential {

    /** Returns who sends the request; empty if this is taken no more or never was. */
    Optional<Caller> caller(Authenticate authenticate, SignIn signIn);

    /** A key or a token, as programs show it. */
    record Key(String text) implements Credential {
        @Override
        public Optional<Caller> caller(Authenticate authenticate, SignIn signIn) {
            return authenticate.caller(text);
        }

        @Override
        public String toString() {
            return "a key";
        }
    }

    /** A session, as browsers show it. */
    record Cookie(String text) implements Credential {
        @Override
        public Optional<Caller> caller(Authenticate authenticate, SignIn signIn) {
            return signIn.caller(text);
        }

        @Override
        public String toString() {
            return "a session";
        }
    }
}
