package dev.muster.domain.run;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's records came from.
 *
 * @param name file name, object key or topic, as given by the sender; null if there is none
 * @param sha256 digest of the bytes as received, in lower-case hexadecimal; null for sources without an end
 * @param bytes number of bytes as received
 */
public record Source(
        Kind kind, @Nullable String name, @Nullable String sha256, long bytes) {

    /** The door that the records came in by. */
    public enum Kind {
        /** An HTTP body or a file given on the command line. */
        UPLOAD,
        INBOX,
        S3,
        KAFKA,
        /** What a pipeline extracted from a REST API. */
        API,
        REPLAY,
        BACKUP;

        /** The public name. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
