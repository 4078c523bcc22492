package dev.muster.application.port;

import dev.muster.domain.run.RunId;

/**
 * The right to work on a run. Whoever starts or takes over a run gets a new claim. The stores refuse every older claim,
 * so that a stopped instance that wakes up cannot commit.
 *
 * @param token greater than the tokens of all earlier claims on the run
 * @param takeOvers how often the run was taken over and its loading begun, before this claim and since its checkpoint
 *     last moved; 0 for a run that was just created or released
 */
public record Claim(RunId run, long token, int takeOvers) {}
