package dev.muster.application.ingest;

import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Run;
import java.time.Instant;
import java.util.List;

/** The result of applying a batch. */
sealed interface Applied {

    /**
     * The batch can be committed.
     *
     * @param run the run after the batch
     * @param counts of all records of the batch
     * @param outcome of the records that were applied
     * @param rejected the batch's own rejections, which are to be stored
     * @param shown the rejections of the first rejected records: the batch's own, and those that records repeated
     * @param corrected the first records that took places of rejections
     * @param closesRejections whether the batch closed rejections
     */
    record Done(
            Run run,
            Counts counts,
            Outcome outcome,
            List<Rejection> rejected,
            List<Rejection> shown,
            List<Ingested.Corrected> corrected,
            boolean closesRejections,
            Instant at)
            implements Applied {}

    /**
     * The batch has more rejections than are allowed. It must not be committed as it is.
     *
     * @param index 0-based index in the batch of the first record beyond the limit
     */
    record TooManyRejections(int index) implements Applied {}
}
