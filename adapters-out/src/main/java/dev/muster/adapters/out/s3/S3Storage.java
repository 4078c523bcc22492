package dev.muster.adapters.out.s3;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import software.amazon.awssdk.services.s3.S3Client;

/** Storage in buckets. */
public final class S3Storage {
    private S3Storage() {}

    /** Returns the objects at {@code location}. The bucket must be there. */
    public static ObjectStore in(S3Client client, S3Location location) {
        return new S3ObjectStore(client, location);
    }

    /** Returns the leftovers of objects at {@code location} that were not written to their end. */
    public static Leftovers leftovers(S3Client client, S3Location location) {
        return new S3ObjectStore(client, location);
    }
}
