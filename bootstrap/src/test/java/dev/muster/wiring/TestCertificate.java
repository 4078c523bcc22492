package dev.muster.wiring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Objects;

/**
 * A certificate that vouches for itself, and its key.
 *
 * @param pem the file of the certificate
 * @param key the file of the key, without a password
 */
record TestCertificate(Certificate certificate, Path pem, Path key) {
    private static final String PASSWORD = "changeit";

    /**
     * Makes one, in files of a folder that are called by {@code name}.
     *
     * @param of for whom it is, such as {@code ip:127.0.0.1}
     */
    static TestCertificate make(Path folder, String name, String of) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=muster.example",
                        "-ext",
                        "san=" + of,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String told = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(told).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Certificate certificate = Objects.requireNonNull(store.getCertificate(name));
        Path key = pem(
                folder.resolve(name + "-key.pem"),
                "PRIVATE KEY",
                Objects.requireNonNull(store.getKey(name, PASSWORD.toCharArray()))
                        .getEncoded());
        // Servers take no key that others may read.
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return new TestCertificate(
                certificate, pem(folder.resolve(name + ".pem"), "CERTIFICATE", certificate.getEncoded()), key);
    }

    private static Path pem(Path file, String what, byte[] bytes) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                what,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes),
                                what),
                US_ASCII);
    }
}
