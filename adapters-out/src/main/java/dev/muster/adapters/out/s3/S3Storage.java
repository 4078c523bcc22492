package dev.muster.adapters.out.s3;

import dev.muster.application.port.Leftovers;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Storage and sources in buckets. Thread safe. */
public final class S3Storage implements AutoCloseable {
    private final S3Connection connection;

    S3Storage(S3Connection connection) {
        this.connection = connection;
    }

    /**
     * Returns storage that has yet to be reached.
     *
     * @param builder knows the address, the credentials and the region
     * @param isAmazons whether the service is Amazon's own
     * @param kmsKey the key in Amazon's key management with which objects are encrypted; null leaves that to the bucket
     * @throws PortException of kind {@code FAULT} if nothing names a region
     */
    public static S3Storage connect(S3ClientBuilder builder, boolean isAmazons, @Nullable String kmsKey) {
        return new S3Storage(S3Connection.to(builder, isAmazons, kmsKey));
    }

    /** Returns the objects at {@code location}. */
    public ObjectStore objects(S3Location location) {
        return new S3ObjectStore(connection, location);
    }

    /** Returns the leftovers of objects at {@code location} that were not written to their end. */
    public Leftovers leftovers(S3Location location) {
        return new S3ObjectStore(connection, location);
    }

    /** Returns the files that others put at {@code location}. */
    public RecordSource source(S3Location location) {
        return new S3RecordSource(connection, location);
    }

    @Override
    public void close() {
        connection.close();
    }
}
