package dev.muster.application.ingest;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;

/**
 * What is to be done with an input.
 *
 * @param dryRun whether everything is worked out but nothing stored, not even the run
 */
public record LoadRequest(Dataset dataset, Mode mode, LoadOptions options, boolean dryRun) {}
