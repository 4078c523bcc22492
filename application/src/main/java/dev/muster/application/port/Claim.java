package dev.muster.application.port;

import dev.muster.domain.run.RunId;

/**
 * The right to work on a run. Whoever starts or takes over a run gets a new one, and everything done with an older one is
 * refused: a stopped instance that wakes up cannot commit.
 *
 * @param token greater than those of all claims on the run before
 */
public record Claim(RunId run, long token) {}
