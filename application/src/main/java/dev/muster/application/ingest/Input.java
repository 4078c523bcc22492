package dev.muster.application.ingest;

import dev.muster.domain.run.Source;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that arrive.
 *
 * @param name file name or key as given by the sender; null if there is none
 * @param body the bytes as received, compressed if they are; read once, closed by whoever made it
 * @param allowance how much of them may be in memory at once
 */
public record Input(Source.Kind kind, @Nullable String name, InputStream body, Allowance allowance) {

    /** One that there is memory for. */
    public Input(Source.Kind kind, @Nullable String name, InputStream body) {
        this(kind, name, body, Allowance.UNLIMITED);
    }
}
