package dev.muster.adapters.out.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Tokens;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JSON web tokens (RFC 7519) that an issuer signs with RS256, ES256 or EdDSA. Its keys are read from its JWKS address, kept for
 * some minutes, and read anew for a key that is not among them, though not for every token that somebody makes up.
 */
final class JwtTokens implements Tokens {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration READ = Duration.ofSeconds(5);
    private static final int MOST_BYTES_OF_KEYS = 1 << 20;
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration WAIT_FOR_REFRESH = Duration.ofSeconds(15);
    private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(10);
    private static final Duration SKEW = Duration.ofSeconds(60);

    private static final int MOST_CHARACTERS = 16_384;
    private static final int MOST_OF_SUBJECT = 200;
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** What the header may say that the token is: RFC 7519 and RFC 9068. */
    private static final Set<String> TYPES = Set.of("JWT", "AT+JWT");

    private final JWKSource<SecurityContext> keys;
    private final DefaultJWTClaimsVerifier<SecurityContext> claims;
    private final String rolesClaim;

    /**
     * @param jwks where the issuer's keys are
     * @param rolesClaim the claim that holds the roles, as a text or a list of texts; points lead into objects
     */
    JwtTokens(URI jwks, String issuer, String audience, String rolesClaim) {
        this.rolesClaim = rolesClaim;
        try {
            keys = JWKSourceBuilder.create(jwks.toURL(), new Retriever())
                    .cache(KEPT.toMillis(), WAIT_FOR_REFRESH.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(BETWEEN_REFRESHES.toMillis())
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the settings have checked the address", e);
        }
        claims = new DefaultJWTClaimsVerifier<>(
                audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("exp", "sub"));
        claims.setMaxClockSkew((int) SKEW.toSeconds());
    }

    @Override
    public Optional<Token> read(String token) {
        if (token.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        try {
            SignedJWT signed = SignedJWT.parse(token);
            if (!isOfKnownKind(signed.getHeader()) || !isSigned(signed)) {
                return Optional.empty();
            }
            JWTClaimsSet said = signed.getJWTClaimsSet();
            claims.verify(said, null);
            String subject = said.getSubject();
            return subject.length() > MOST_OF_SUBJECT || subject.chars().anyMatch(Character::isISOControl)
                    ? Optional.empty()
                    : Optional.of(new Token(subject, roles(said)));
        } catch (ParseException | BadJOSEException e) {
            return Optional.empty();
        }
    }

    private static boolean isOfKnownKind(JWSHeader header) {
        return ALGORITHMS.contains(header.getAlgorithm())
                && (header.getType() == null
                        || TYPES.stream()
                                .anyMatch(type ->
                                        type.equalsIgnoreCase(header.getType().getType())));
    }

    private boolean isSigned(SignedJWT token) {
        List<JWK> candidates;
        try {
            candidates = keys.get(new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader())), null);
        } catch (RateLimitReachedException e) {
            // The keys were read just now, and this one was not among them.
            return false;
        } catch (KeySourceException e) {
            throw new PortException(
                    PortException.Part.UPSTREAM,
                    PortException.Kind.UNAVAILABLE,
                    "the keys of whoever gives the tokens cannot be read",
                    e);
        }
        return candidates.stream().anyMatch(key -> isSignedWith(token, key));
    }

    private static boolean isSignedWith(SignedJWT token, JWK key) {
        try {
            JWSVerifier verifier = verifier(key);
            return verifier != null && token.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey ec -> new ECDSAVerifier(ec);
            case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) -> new EdDsaVerifier(pair);
            default -> null;
        };
    }

    /** Reads the keys from their address and nowhere else. */
    private static final class Retriever extends DefaultResourceRetriever {
        Retriever() {
            super((int) CONNECT.toMillis(), (int) READ.toMillis(), MOST_BYTES_OF_KEYS);
        }

        @Override
        protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
            HttpURLConnection connection = super.openHTTPConnection(url);
            connection.setInstanceFollowRedirects(false);
            return connection;
        }
    }

    private Set<String> roles(JWTClaimsSet said) {
        Object value = said.getClaim(rolesClaim);
        if (value == null) {
            value = said.getClaims();
            for (String part : rolesClaim.split("\\.")) {
                value = value instanceof Map<?, ?> object ? object.get(part) : null;
            }
        }
        Stream<?> texts = switch (value) {
            case Collection<?> list -> list.stream();
            case String text -> Stream.of(text.split(" "));
            case null, default -> Stream.empty();
        };
        return texts.filter(String.class::isInstance).map(String.class::cast).collect(Collectors.toSet());
    }
}
