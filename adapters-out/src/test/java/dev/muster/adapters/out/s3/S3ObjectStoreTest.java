package dev.muster.adapters.out.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.contract.ObjectStoreContract;
import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.ObjectStore.Listed;
import dev.muster.application.port.ObjectStore.Upload;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;

class S3ObjectStoreTest extends ObjectStoreContract {
    @TempDir
    static Path folder;

    private static LocalS3 server;
    private static int buckets;

    private S3Location location;

    @BeforeAll
    static void start() throws Exception {
        server = LocalS3.in(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected ObjectStore emptyStore() {
        location = server.bucket("bucket-" + ++buckets);
        return server.storage().objects(location);
    }

    private static void put(ObjectStore objects, String key, byte[] bytes) throws IOException {
        try (Upload upload = objects.create(key)) {
            upload.body().write(bytes);
            upload.commit();
        }
    }

    /** A fault of the settings or of the setup, which the message tells without telling what they are. */
    private static void assertRefused(ObjectStore objects, String message) {
        for (PortException refused : new PortException[] {
            failure(() -> put(objects, "a", new byte[1])),
            failure(() -> put(objects, "a", new byte[20 << 20])),
            failure(() -> objects.read("a", 0)),
            failure(() -> objects.list("", null, 1)),
        }) {
            assertThat(refused).hasMessage(message);
            assertThat(refused.kind()).isEqualTo(Kind.DENIED);
            assertThat(refused.problem().type()).isEqualTo(ProblemType.STORAGE_UNAVAILABLE);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static PortException failure(Work work) {
        try {
            work.run();
        } catch (PortException e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("nothing failed");
    }

    @Test
    void saysThatTheStorageRefuses() {
        assertRefused(
                server.storage(server.endpoint(), LocalS3.credentials("wrong"), null)
                        .objects(location),
                "the storage refuses access");
    }

    @Test
    void saysThatThereAreNoCredentials() {
        assertRefused(
                server.storage(
                                server.endpoint(),
                                () -> {
                                    throw SdkClientException.create(
                                            "Unable to load credentials from any of the providers in the chain");
                                },
                                null)
                        .objects(location),
                "the storage cannot be asked without credentials, and none were found");
    }

    @Test
    void saysThatThereIsNoBucket() {
        assertRefused(server.storage().objects(new S3Location("not-made", "")), "the storage has no such bucket");
    }

    @Test
    void leavesOutWhatOthersPutThere() throws IOException {
        ObjectStore objects = server.storage().objects(location);
        put(objects, "ours", new byte[3]);
        server.put(location, "not ours", "x");
        server.put(new S3Location(location.bucket(), ""), "somewhere else", "x");

        assertThat(objects.list("").map(Listed::key)).containsExactly("ours");
    }

    @Test
    void forgetsPartsOfUploadsThatCameToNoEnd() throws IOException {
        ObjectStore store = server.storage().objects(location);
        Leftovers leftovers = server.storage().leftovers(location);
        Upload left = store.create("left");
        left.body().write(new byte[20 << 20]);
        assertThat(leftovers.remove(Instant.EPOCH)).isZero();
        assertThat(leftovers.remove(Instant.now().plusSeconds(60))).isEqualTo(1);
        assertThat(leftovers.remove(Instant.now().plusSeconds(60))).isZero();
        assertThat(store.list("")).isEmpty();
    }

    /** As Amazon's own is asked. */
    @ParameterizedTest
    @ValueSource(ints = {3, 20 << 20})
    void sendsAndComparesChecksumsWhereTheServerKnowsThem(int size) throws IOException {
        try (S3Storage checking = new S3Storage(new S3Connection(
                LocalS3.builder(server.endpoint(), LocalS3.credentials(LocalS3.CREDENTIAL))
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED)
                        .build(),
                null))) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) 7);
            ObjectStore objects = checking.objects(location);
            put(objects, "object", bytes);
            try (InputStream in = objects.read("object", 0)) {
                assertThat(Arrays.equals(in.readAllBytes(), bytes)).isTrue();
            }
        }
    }

    /** This server has no keys, and says so. */
    @ParameterizedTest
    @ValueSource(ints = {3, 20 << 20})
    void asksForTheKeyOfTheSettings(int size) throws IOException {
        try (FaultyS3 between = new FaultyS3(server.port())) {
            ObjectStore objects = server.storage(
                            between.endpoint(), LocalS3.credentials(LocalS3.CREDENTIAL), "alias/ours")
                    .objects(location);

            assertThat(failure(() -> put(objects, "object", new byte[size])))
                    .hasMessage("the storage does not know what was asked for at object: NotImplemented");
            assertThat(between.requests().getFirst())
                    .contains("x-amz-server-side-encryption: aws:kms\r\n")
                    .contains("x-amz-server-side-encryption-aws-kms-key-id: alias/ours\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://b", "bucket/a", "s3://Bucket/a", "s3:/bucket", "https://bucket/a", ""})
    void knowsWhatIsNoPlace(String url) {
        assertThat(S3Location.parse(url)).isEmpty();
    }

    @Test
    void knowsPlaces() {
        Map.of(
                        "s3://bucket", "s3://bucket/",
                        "s3://bucket/", "s3://bucket/",
                        "s3://bucket/a", "s3://bucket/a/",
                        "s3://bucket/a/", "s3://bucket/a/",
                        "s3://bucket/a b/ü?#%41", "s3://bucket/a b/ü?#%41/")
                .forEach((url, place) -> assertThat(S3Location.parse(url)).hasToString("Optional[" + place + "]"));
        assertThatThrownBy(() -> new S3Location("bucket", "a")).isInstanceOf(IllegalArgumentException.class);
    }
}
