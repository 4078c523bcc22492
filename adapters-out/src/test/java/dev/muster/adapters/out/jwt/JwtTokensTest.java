package dev.muster.adapters.out.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Tokens.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tokens are taken, of an issuer whose keys are served. */
class JwtTokensTest {
    private static final RSAKey RSA = rsa("r");
    private static final RSAKey STRANGER = rsa("r");
    private static final ECKey EC = ec();
    private static final KeyPair ED = ed();

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer issuer;
    private volatile String served = keys();
    private volatile int status = 200;

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("e").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ed() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keys() {
        byte[] encoded = ED.getPublic().getEncoded();
        byte[] own = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        OctetKeyPair pair = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(own))
                .keyID("d")
                .build();
        return new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK(), pair)).toString();
    }

    @BeforeEach
    void serveKeys() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] body = served.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private JwtTokens tokens(String rolesClaim) {
        URI address = URI.create(
                "http://127.0.0.1:%s/keys".formatted(issuer.getAddress().getPort()));
        return new JwtTokens(address, "https://issuer.example", "muster", rolesClaim);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer.example")
                .audience("muster")
                .subject("ida")
                .expirationTime(in(300))
                .claim("roles", List.of("reader", "other"));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signedByRsa(JWTClaimsSet claims) {
        try {
            return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r").build(), new RSASSASigner(RSA), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signedByEd(JWTClaimsSet claims) throws GeneralSecurityException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID("d").build();
        String what = header.toBase64URL() + "." + claims.toPayload().toBase64URL();
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(ED.getPrivate());
        signature.update(what.getBytes(UTF_8));
        return what + "." + Base64URL.encode(signature.sign());
    }

    private static final Optional<Token> IDA = Optional.of(new Token("ida", Set.of("reader", "other")));

    @Test
    void takesWhatItsIssuerSigns() throws Exception {
        JwtTokens tokens = tokens("roles");
        assertThat(tokens.read(signedByRsa(claims().build()))).isEqualTo(IDA);
        assertThat(tokens.read(signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("e").build(),
                        new ECDSASigner(EC),
                        claims().build())))
                .isEqualTo(IDA);
        assertThat(tokens.read(signedByEd(claims().build()))).isEqualTo(IDA);
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("claimsThatAreWrong")
    void refuses(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        assertThat(tokens("roles").read(signedByRsa(change.apply(claims()).build())))
                .isEmpty();
    }

    static Stream<Arguments> claimsThatAreWrong() {
        return Stream.of(
                claim("another issuer", set -> set.issuer("https://other.example")),
                claim("no issuer", set -> set.issuer(null)),
                claim("for another", set -> set.audience("other")),
                claim("for nobody", set -> set.audience((String) null)),
                claim("over", set -> set.expirationTime(in(-90))),
                claim("without an end", set -> set.expirationTime(null)),
                claim("too early", set -> set.notBeforeTime(in(90))),
                claim("naming nobody", set -> set.subject(null)),
                claim("naming a line", set -> set.subject("a\nb")),
                claim("naming too much", set -> set.subject("a".repeat(201))));
    }

    private static Arguments claim(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, change);
    }

    @Test
    void letsClocksDifferAMinute() {
        JwtTokens tokens = tokens("roles");
        assertThat(tokens.read(signedByRsa(claims().expirationTime(in(-30)).build())))
                .isEqualTo(IDA);
        assertThat(tokens.read(signedByRsa(claims().notBeforeTime(in(30)).build())))
                .isEqualTo(IDA);
    }

    @ParameterizedTest
    @MethodSource("textsThatAreNoTokens")
    void refusesText(String what, String text) {
        assertThat(tokens("roles").read(text)).isEmpty();
    }

    static Stream<Arguments> textsThatAreNoTokens() throws Exception {
        JWTClaimsSet claims = claims().build();
        String good = signedByRsa(claims);
        String[] parts = good.split("\\.");
        String other = signedByRsa(claims().subject("eve").build()).split("\\.")[1];
        return Stream.of(
                Arguments.of("none", "a.b.c"),
                Arguments.of("empty", ".."),
                Arguments.of("unsigned", new PlainJWT(claims).serialize()),
                Arguments.of("with no signature", parts[0] + "." + parts[1] + "."),
                Arguments.of("changed", parts[0] + "." + other + "." + parts[2]),
                Arguments.of(
                        "signed by a stranger",
                        signed(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID("r")
                                        .build(),
                                new RSASSASigner(STRANGER),
                                claims)),
                Arguments.of(
                        "signed with the public key as a password",
                        signed(
                                new JWSHeader.Builder(JWSAlgorithm.HS256)
                                        .keyID("r")
                                        .build(),
                                new MACSigner(RSA.toRSAPublicKey().getEncoded()),
                                claims)),
                Arguments.of(
                        "by an algorithm that is not taken",
                        signed(
                                new JWSHeader.Builder(JWSAlgorithm.RS512)
                                        .keyID("r")
                                        .build(),
                                new RSASSASigner(RSA),
                                claims)),
                Arguments.of(
                        "of another kind",
                        signed(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID("r")
                                        .type(new JOSEObjectType("dpop+jwt"))
                                        .build(),
                                new RSASSASigner(RSA),
                                claims)),
                Arguments.of("too long", good + "x".repeat(20_000)));
    }

    @Test
    void findsRolesWhereTheyAre() {
        JWTClaimsSet claims = claims().claim("realm_access", Map.of("roles", List.of("admin")))
                .claim("scope", "reader operator")
                .claim("a.b", "admin")
                .claim("number", 1)
                .build();
        Map<String, Set<String>> found = Map.of(
                "realm_access.roles", Set.of("admin"),
                "scope", Set.of("reader", "operator"),
                "a.b", Set.of("admin"),
                "number", Set.of(),
                "realm_access.other", Set.of(),
                "nothing", Set.of());
        found.forEach((claim, roles) ->
                assertThat(tokens(claim).read(signedByRsa(claims))).contains(new Token("ida", roles)));
    }

    @Test
    void learnsNewKeysButDoesNotAskForEachThatIsMadeUp() throws Exception {
        JwtTokens tokens = tokens("roles");
        assertThat(tokens.read(signedByRsa(claims().build()))).isEqualTo(IDA);
        RSAKey next = rsa("next");
        served = new JWKSet(List.of(next.toPublicJWK())).toString();
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("next").build();
        assertThat(tokens.read(signed(header, new RSASSASigner(next), claims().build())))
                .isEqualTo(IDA);
        for (int i = 0; i < 20; i++) {
            JWSHeader madeUp =
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k" + i).build();
            assertThat(tokens.read(signed(madeUp, new RSASSASigner(STRANGER), claims().build())))
                    .isEmpty();
        }
        assertThat(asked.get()).isLessThan(5);
    }

    @Test
    void tellsThatKeysCannotBeRead() {
        status = 500;
        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> tokens("roles").read(signedByRsa(claims().build())))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(PortException.Kind.UNAVAILABLE))
                .withMessage("the keys of whoever gives the tokens cannot be read");
    }
}
