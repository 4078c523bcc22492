package dev.muster.application.ingest;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Source;
import org.jspecify.annotations.Nullable;

/**
 * An input that has been received whole.
 *
 * @param object key of the object that holds it; null if {@code bytes} do
 * @param bytes the input as received; null if an object holds it
 * @param problem why it cannot be loaded although it is kept; null if it can
 */
record Landed(
        Source source,
        @Nullable String object,
        byte @Nullable [] bytes,
        @Nullable Problem problem) {}
