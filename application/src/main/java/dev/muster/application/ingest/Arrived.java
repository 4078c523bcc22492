package dev.muster.application.ingest;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Source;
import org.jspecify.annotations.Nullable;

/**
 * An input that has been received whole.
 *
 * @param bytes where it is, as received
 * @param problem why it cannot be loaded although it is kept; null if it can
 */
record Arrived(
        Source source, RunInput.Bytes bytes, @Nullable Problem problem) {}
