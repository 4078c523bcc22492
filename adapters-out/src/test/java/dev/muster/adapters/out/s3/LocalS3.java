package dev.muster.adapters.out.s3;

import dev.muster.application.port.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A server on this machine that speaks the protocol of S3, checks signatures and keeps objects in a folder. */
public final class LocalS3 implements AutoCloseable {
    public static final String IDENTITY = "muster";
    public static final String CREDENTIAL = "a secret of tests";

    private final Path folder;
    private final S3Proxy proxy;
    private final List<S3Storage> storages = new ArrayList<>();
    private final S3Client client;
    private final S3Storage direct;

    private LocalS3(Path folder, S3Proxy proxy) {
        this.folder = folder;
        this.proxy = proxy;
        this.client = client(endpoint(), credentials(CREDENTIAL));
        this.direct = storage(new S3Connection(client, null));
    }

    /** Starts a server on a free port. */
    public static LocalS3 in(Path folder) throws Exception {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, IDENTITY, CREDENTIAL)
                .ignoreUnknownHeaders(true)
                .build();
        proxy.start();
        return new LocalS3(folder, proxy);
    }

    public int port() {
        return proxy.getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Storage that is reached without anything in between. Ends with this. */
    S3Storage storage() {
        return direct;
    }

    /** Storage that is reached at {@code endpoint}. Ends with this. */
    S3Storage storage(URI endpoint) {
        return storage(endpoint, credentials(CREDENTIAL), null);
    }

    S3Storage storage(URI endpoint, AwsCredentialsProvider credentials, @Nullable String kmsKey) {
        return storage(new S3Connection(client(endpoint, credentials), kmsKey));
    }

    private S3Storage storage(S3Connection connection) {
        S3Storage storage = new S3Storage(connection);
        storages.add(storage);
        return storage;
    }

    private static S3Client client(URI endpoint, AwsCredentialsProvider credentials) {
        return builder(endpoint, credentials).build();
    }

    static S3ClientBuilder builder(URI endpoint, AwsCredentialsProvider credentials) {
        return S3Connection.limited(
                S3Client.builder()
                        .endpointOverride(endpoint)
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials),
                false);
    }

    /** What signs with this secret, which may be the wrong one. */
    static AwsCredentialsProvider credentials(String credential) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(IDENTITY, credential));
    }

    /** Makes an empty bucket. */
    public S3Location bucket(String name) {
        client.createBucket(request -> request.bucket(name));
        return new S3Location(name, "some/prefix/");
    }

    /** Returns the keys of the objects at {@code location}. */
    public List<String> keys(S3Location location) {
        return direct.objects(location).list("").map(ObjectStore.Listed::key).toList();
    }

    /** Puts an object there as others do. */
    public void put(S3Location location, String name, String text) {
        put(location, name, text.getBytes(StandardCharsets.UTF_8));
    }

    public void put(S3Location location, String name, byte[] bytes) {
        client.putObject(
                request -> request.bucket(location.bucket()).key(location.nameOf(name)), RequestBody.fromBytes(bytes));
    }

    /** Puts an object there that was last modified at some time. */
    void put(S3Location location, String name, String text, Instant modified) throws IOException {
        put(location, name, text);
        Files.setLastModifiedTime(
                folder.resolve(location.bucket()).resolve(location.nameOf(name)), FileTime.from(modified));
    }

    void remove(S3Location location, String name) {
        client.deleteObject(request -> request.bucket(location.bucket()).key(location.nameOf(name)));
    }

    @Override
    public void close() throws Exception {
        storages.forEach(S3Storage::close);
        proxy.stop();
    }
}
