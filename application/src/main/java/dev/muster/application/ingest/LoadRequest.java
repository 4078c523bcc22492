package dev.muster.application.ingest;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;

/**
 * What to do with an input.
 *
 * @param dryRun whether to work everything out but store nothing, not even the run
 */
public record LoadRequest(Dataset dataset, Mode mode, LoadOptions options, boolean dryRun) {}
