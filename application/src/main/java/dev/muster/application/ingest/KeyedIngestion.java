package dev.muster.application.ingest;

import dev.muster.application.port.IdempotencyKeys;
import dev.muster.domain.run.Run;
import java.util.Optional;

/** What a request with a key leads to. */
public sealed interface KeyedIngestion {

    /** The request is new: its input is to be loaded. */
    record First(Ingestion ingestion) implements KeyedIngestion {}

    /**
     * The request was carried out before; nothing is to be done.
     *
     * @param run what it led to, as it is now
     * @param answer what it was answered with; empty if the service was stopped before it answered
     */
    record Again(Run run, Optional<IdempotencyKeys.Answer> answer) implements KeyedIngestion {}
}
