package dev.muster.wiring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.adapters.in.cli.CommandFailed;
import dev.muster.adapters.in.cli.ExitCodes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service as strangers reach it: encrypted, and not without a key. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path certificates;

    private static SSLContext trusting;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = certificates.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "service",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=muster.example",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String told = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(told).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        pem(
                "certificate.pem",
                "CERTIFICATE",
                Objects.requireNonNull(store.getCertificate("service")).getEncoded());
        pem(
                "key.pem",
                "PRIVATE KEY",
                Objects.requireNonNull(store.getKey("service", PASSWORD)).getEncoded());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("service", store.getCertificate("service"));
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static void pem(String name, String what, byte[] bytes) throws IOException {
        Files.writeString(
                certificates.resolve(name),
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                what,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes),
                                what),
                US_ASCII);
    }

    @BeforeEach
    void prepare() {
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
        environment.put(
                "MUSTER_TLS_CERTIFICATE",
                certificates.resolve("certificate.pem").toString());
        environment.put("MUSTER_TLS_KEY", certificates.resolve("key.pem").toString());
    }

    @Test
    void speaksItAlone() throws Exception {
        try (LazyServices services = new LazyServices(environment, folder);
                HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            URI address = services.httpService().start();
            assertThat(address.getScheme()).isEqualTo("https");
            URI encrypted = URI.create("https://127.0.0.1:%s/health/liveness".formatted(address.getPort()));
            assertThat(client.send(HttpRequest.newBuilder(encrypted).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            URI plain = URI.create("http://127.0.0.1:%s/health/liveness".formatted(address.getPort()));
            assertThatIOException()
                    .isThrownBy(() -> client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()));
        }
    }

    @ParameterizedTest
    @CsvSource({"certificate.pem, certificate.pem", "key.pem, key.pem", "store.p12, key.pem"})
    void namesFilesThatDoNotBelongTogether(String certificate, String key) {
        environment.put(
                "MUSTER_TLS_CERTIFICATE", certificates.resolve(certificate).toString());
        environment.put("MUSTER_TLS_KEY", certificates.resolve(key).toString());
        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(this::start)
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.CONFIGURATION))
                .withMessage(
                        "MUSTER_TLS_KEY: '%s' is no private key in PEM, without a password, of the certificate in '%s'"
                                .formatted(certificates.resolve(key), certificates.resolve(certificate)));
    }

    @Test
    void doesNotStartInProductionWithoutAKey() {
        environment.put("MUSTER_PROFILE", "prod");
        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(this::start)
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.CONFIGURATION))
                .withMessageStartingWith("MUSTER_ADMIN_KEY: there is no key yet");
    }

    @Test
    void takesNoSamplesInProduction() {
        environment.put("MUSTER_PROFILE", "prod");
        try (LazyServices services = new LazyServices(environment, folder)) {
            assertThatExceptionOfType(CommandFailed.class)
                    .isThrownBy(services::refuseSamples)
                    .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.CONFIGURATION))
                    .withMessageStartingWith("MUSTER_PROFILE: prod takes no sample data");
        }
    }

    private void start() {
        try (LazyServices services = new LazyServices(environment, folder)) {
            services.httpService().start();
        }
    }
}
