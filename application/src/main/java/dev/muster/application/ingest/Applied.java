package dev.muster.application.ingest;

import dev.muster.domain.run.Run;
import java.time.Instant;

/** The result of applying a batch. */
sealed interface Applied {

    /**
     * The batch can be committed.
     *
     * @param run the run after the batch
     */
    record Done(Run run, BatchTotal total, Instant at) implements Applied {}

    /**
     * The batch has more rejections than are allowed. It must not be committed as it is.
     *
     * @param index 0-based index in the batch of the first record beyond the limit
     */
    record TooManyRejections(int index) implements Applied {}
}
