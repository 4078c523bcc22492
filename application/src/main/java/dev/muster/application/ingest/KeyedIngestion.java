package dev.muster.application.ingest;

import dev.muster.application.port.IdempotencyKeys;
import dev.muster.domain.run.Run;
import java.util.Optional;

/** The result of a request with a key. */
public sealed interface KeyedIngestion {

    /** The request is new. Its input must be loaded. */
    record First(Ingestion ingestion) implements KeyedIngestion {}

    /**
     * The request was carried out before. There is nothing to do.
     *
     * @param run the run of the request, as it is now
     * @param answer the first answer; empty if there is none, because the service stopped before it answered
     */
    record Again(Run run, Optional<IdempotencyKeys.Answer> answer) implements KeyedIngestion {}
}
