package dev.muster.application.port;

import dev.muster.domain.intake.Provenance;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The records of a run that were committed together.
 *
 * @param firstRecord number, from 1, of the first data record
 * @param lastRecord number of the last one; {@code firstRecord - 1} if the batch has none
 * @param provenance where the records came from
 * @param raw bytes as received that this batch and those after it, up to the next one that has any, were read from; null if
 *     they came with an earlier batch or are landed as an object
 */
public record RunBatch(
        RunId run,
        long firstRecord,
        long lastRecord,
        Provenance provenance,
        Counts counts,
        byte @Nullable [] raw,
        Instant committedAt) {}
