package dev.muster.adapters.out.s3;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what a failure of S3 means. Messages name no bucket, no address and no credentials. */
final class S3Failures {
    private S3Failures() {}

    /** @param key what was to be read or written */
    static PortException of(String key, SdkException e) {
        Kind kind = kind(e);
        String message = switch (kind) {
            case MISSING -> "there is no object %s".formatted(key);
            case DENIED -> "the storage %s".formatted(refusal(e));
            case FULL -> "the storage has no space left";
            case CONFLICT -> "there is an object %s already, or someone else writes it".formatted(key);
            case FAULT -> "the storage does not know what was asked for at %s: %s".formatted(key, code(e));
            case CORRUPT -> "the storage gives other bytes than it was given at %s".formatted(key);
            case UNAVAILABLE -> "the storage does not answer as it should at %s".formatted(key);
        };
        return new PortException(Part.STORAGE, kind, message, e);
    }

    /** Returns whether the answer was that there is no such object or upload. */
    static boolean isMissing(SdkException e) {
        return kind(e) == Kind.MISSING;
    }

    /** In which way S3 failed. That it refuses, or has no such bucket, is a fault of its setup or of the settings. */
    static Kind kind(SdkException e) {
        if (!(e instanceof AwsServiceException answer)) {
            if (hasNoCredentials(e)) {
                return Kind.DENIED;
            }
            // Else it was not reached, or did not answer in time.
            return tells(e, "different checksum") ? Kind.CORRUPT : Kind.UNAVAILABLE;
        }
        return switch (code(e)) {
            case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded" -> Kind.FULL;
            case "NoSuchBucket", "ExpiredToken", "InvalidToken", "AuthorizationHeaderMalformed" -> Kind.DENIED;
            case "RequestTimeout" -> Kind.UNAVAILABLE;
            default ->
                switch (answer.statusCode()) {
                    case 404 -> Kind.MISSING;
                    case 301, 307, 401, 403 -> Kind.DENIED;
                    case 409, 412 -> Kind.CONFLICT;
                    case 507 -> Kind.FULL;
                    case 400, 405, 411, 413, 414, 501 -> Kind.FAULT;
                    default -> Kind.UNAVAILABLE;
                };
        };
    }

    /** Why S3 refuses, as what follows its name in a sentence. */
    static String refusal(SdkException e) {
        if (hasNoCredentials(e)) {
            return "cannot be asked without credentials, and none were found";
        }
        return switch (code(e)) {
            case "NoSuchBucket" -> "has no such bucket";
            case "PermanentRedirect", "AuthorizationHeaderMalformed" -> "has the bucket in another region";
            default -> "refuses access";
        };
    }

    /** The word with which S3 names the failure; empty if it says none, as in answers without a body. */
    private static String code(SdkException e) {
        boolean named = e instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && answer.awsErrorDetails().errorCode() != null;
        return named ? ((AwsServiceException) e).awsErrorDetails().errorCode() : "";
    }

    private static boolean hasNoCredentials(SdkException e) {
        return tells(e, "Unable to load credentials");
    }

    /** The SDK does not have an exception of its own for everything. */
    private static boolean tells(SdkException e, String words) {
        return String.valueOf(e.getMessage()).contains(words);
    }
}
