package dev.muster.application.ingest;

import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import java.time.Instant;
import java.util.List;

/** What came of applying a batch. */
sealed interface Applied {

    /**
     * The batch can be committed.
     *
     * @param run as it is after the batch
     * @param closesRejections whether the batch closed rejections
     */
    record Done(Run run, Outcome outcome, List<Rejection> rejected, boolean closesRejections, Instant at)
            implements Applied {}

    /**
     * The batch goes beyond the rejections allowed, and is not to be committed as it is.
     *
     * @param index 0-based index in the batch of the record that does
     */
    record TooManyRejections(int index) implements Applied {}
}
