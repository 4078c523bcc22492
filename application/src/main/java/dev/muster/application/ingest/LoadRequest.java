package dev.muster.application.ingest;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;

/**
 * What to do with an input.
 *
 * @param dryRun whether to work everything out but store nothing, not even the run
 * @param charsetOpen whether nobody named the character set, so that a byte order mark of the input may do so
 */
public record LoadRequest(Dataset dataset, Mode mode, LoadOptions options, boolean dryRun, boolean charsetOpen) {

    /** Makes a request whose options name the character set. */
    public LoadRequest(Dataset dataset, Mode mode, LoadOptions options, boolean dryRun) {
        this(dataset, mode, options, dryRun, false);
    }
}
