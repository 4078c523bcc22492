package dev.muster.application.ingest;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What to do with an input.
 *
 * @param dryRun whether to work everything out but store nothing, not even the run
 * @param charsetOpen whether nobody named the character set, so that a byte order mark of the input may do so
 * @param mapping name of the mapping that the run gets as it is now; null for none
 */
public record LoadRequest(
        Dataset dataset,
        Mode mode,
        LoadOptions options,
        boolean dryRun,
        boolean charsetOpen,
        @Nullable String mapping) {

    /** Makes a request whose options name the character set, without a mapping. */
    public LoadRequest(Dataset dataset, Mode mode, LoadOptions options, boolean dryRun) {
        this(dataset, mode, options, dryRun, false, null);
    }
}
