package dev.muster.application.port;

import dev.muster.domain.intake.Provenance;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The records of a run that were committed together.
 *
 * @param firstRecord number of the first data record, from 1
 * @param lastRecord number of the last one; {@code firstRecord - 1} if the batch has none
 * @param provenance where the records came from
 * @param raw bytes as received; this batch was read from them, and so were the following ones up to the next batch that
 *     has any. Null if an earlier batch has the bytes, or they are landed as an object
 */
public record RunBatch(
        RunId run,
        long firstRecord,
        long lastRecord,
        Provenance provenance,
        Counts counts,
        byte @Nullable [] raw,
        Instant committedAt) {}
