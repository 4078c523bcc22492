package dev.muster.adapters.out.s3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket.
 *
 * @param prefix what all names there begin with; empty, or ends with a slash
 */
public record S3Location(String bucket, String prefix) {
    /** Bucket names as the documentation of Amazon S3 has them. */
    private static final Pattern URL =
            Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", Pattern.DOTALL);

    public S3Location {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix '%s' does not end with a slash".formatted(prefix));
        }
    }

    /** Reads {@code s3://bucket} or {@code s3://bucket/prefix}, with or without a slash at its end; empty if it is none. */
    public static Optional<S3Location> parse(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String path = matcher.group(2) == null ? "" : matcher.group(2);
        return Optional.of(new S3Location(matcher.group(1), path.isEmpty() || path.endsWith("/") ? path : path + "/"));
    }

    /** Returns the name in the bucket of what has this key here. */
    String nameOf(String key) {
        return prefix + key;
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix;
    }
}
