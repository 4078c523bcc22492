package dev.muster.application.ingest;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Source;
import org.jspecify.annotations.Nullable;

/**
 * An input that was received to its end.
 *
 * @param bytes where its bytes are, as received
 * @param utf16 whether it begins with a byte order mark of UTF-16
 * @param problem why it cannot be loaded although it is kept; null if it can
 */
record Arrived(
        Source source,
        RunInput.Bytes bytes,
        boolean utf16,
        @Nullable Problem problem) {}
