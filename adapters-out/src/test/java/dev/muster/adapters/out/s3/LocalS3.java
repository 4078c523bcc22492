package dev.muster.adapters.out.s3;

import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A server on this machine that speaks the protocol of S3, checks signatures and keeps objects in a folder. */
public final class LocalS3 implements AutoCloseable {
    private static final String IDENTITY = "muster";
    private static final String CREDENTIAL = "a secret of tests";

    private final S3Proxy proxy;
    private final S3Client client;

    private LocalS3(S3Proxy proxy) {
        this.proxy = proxy;
        this.client = client(CREDENTIAL);
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
        return new LocalS3(proxy);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    public S3Client client() {
        return client;
    }

    /** Returns a client that signs with this secret, which may be the wrong one. */
    public S3Client client(String credential) {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(IDENTITY, credential)))
                .build();
    }

    /** Makes an empty bucket. */
    public S3Location bucket(String name) {
        client.createBucket(request -> request.bucket(name));
        return new S3Location(name, "some/prefix/");
    }

    @Override
    public void close() throws Exception {
        client.close();
        proxy.stop();
    }
}
