package dev.muster.adapters.out.s3;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says what a failure of the storage means. Messages name no bucket, no address and no credentials. */
final class S3Failures {
    private S3Failures() {}

    /** @param key what was to be read or written */
    static PortException of(String key, SdkException e) {
        Kind kind = kind(e);
        String message = switch (kind) {
            case MISSING -> "there is no object %s".formatted(key);
            case DENIED -> "the storage refuses access to %s".formatted(key);
            case FULL -> "the storage has no space left";
            case CONFLICT -> "there is an object %s already, or someone else writes it".formatted(key);
            case UNAVAILABLE, CORRUPT, FAULT -> "the storage failed at %s".formatted(key);
        };
        return new PortException(Part.STORAGE, kind, message, e);
    }

    /** Whether a storage answered that it has no such object, bucket or upload. */
    static boolean isMissing(SdkException e) {
        return kind(e) == Kind.MISSING;
    }

    private static Kind kind(SdkException e) {
        if (!(e instanceof S3Exception answer)) {
            // It was not reached, or its answer did not come in time.
            return Kind.UNAVAILABLE;
        }
        return switch (answer.statusCode()) {
            case 404 -> Kind.MISSING;
            case 401, 403 -> Kind.DENIED;
            case 409, 412 -> Kind.CONFLICT;
            case 507 -> Kind.FULL;
            case 400, 405, 411, 413, 501 -> Kind.FAULT;
            default -> Kind.UNAVAILABLE;
        };
    }
}
