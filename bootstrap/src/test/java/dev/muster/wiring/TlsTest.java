package dev.muster.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.muster.adapters.in.cli.CommandFailed;
import dev.muster.adapters.in.cli.ExitCodes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
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
    @TempDir
    private static Path certificates;

    private static SSLContext trusting;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void makeCertificate() throws Exception {
        TestCertificate certificate = TestCertificate.make(certificates, "service", "ip:127.0.0.1");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("service", certificate.certificate());
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    @BeforeEach
    void prepare() {
        environment.put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("MUSTER_PORT", "0");
        environment.put(
                "MUSTER_TLS_CERTIFICATE", certificates.resolve("service.pem").toString());
        environment.put(
                "MUSTER_TLS_KEY", certificates.resolve("service-key.pem").toString());
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
    @CsvSource({"service.pem, service.pem", "service-key.pem, service-key.pem", "service.p12, service-key.pem"})
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
