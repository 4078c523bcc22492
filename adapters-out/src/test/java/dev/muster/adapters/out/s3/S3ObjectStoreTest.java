package dev.muster.adapters.out.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.contract.ObjectStoreContract;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.ObjectStore.Upload;
import dev.muster.application.port.PortException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        return new S3ObjectStore(server.client(), location);
    }

    @Test
    void saysThatTheStorageRefuses() {
        S3ObjectStore refused = new S3ObjectStore(server.client("wrong"), location);
        assertThatThrownBy(() -> refused.find("a"))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.DENIED))
                .hasMessage("the storage refuses access to a");
    }

    @Test
    void forgetsPartsOfUploadsThatCameToNoEnd() throws IOException {
        S3ObjectStore store = new S3ObjectStore(server.client(), location);
        Upload left = store.create("left");
        left.body().write(new byte[20 << 20]);
        assertThat(store.remove(Instant.EPOCH)).isZero();
        assertThat(store.remove(Instant.now().plusSeconds(60))).isEqualTo(1);
        assertThat(store.remove(Instant.now().plusSeconds(60))).isZero();
        assertThat(store.list("")).isEmpty();
    }
}
