package dev.muster.adapters.out.jwt;

import dev.muster.application.port.Tokens;
import java.net.URI;

/** Makes what reads JSON web tokens. */
public final class Jwt {
    private Jwt() {}

    /**
     * Returns what reads the tokens of an issuer. It asks for the issuer's keys when it is given the first token.
     *
     * @param jwks where these keys are
     * @param audience for whom tokens must be
     * @param rolesClaim the claim that holds the roles, as a text or a list of texts; points lead into objects
     */
    public static Tokens tokens(URI jwks, String issuer, String audience, String rolesClaim) {
        return new JwtTokens(jwks, issuer, audience, rolesClaim);
    }
}
