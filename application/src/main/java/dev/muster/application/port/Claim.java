package dev.muster.application.port;

import dev.muster.domain.run.RunId;

/**
 * The right to work on a run. Whoever starts or takes over a run gets a new one, and everything done with an older one is
 * refused: a stopped instance that wakes up cannot commit.
 *
 * @param token greater than those of all claims on the run before
 * @param takeOvers how often someone who took the run over began to load it since it last got on, before this claim; 0 for one
 *     that was just created or released
 */
public record Claim(RunId run, long token, int takeOvers) {}
