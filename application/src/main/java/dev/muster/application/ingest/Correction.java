package dev.muster.application.ingest;

import dev.muster.application.port.RejectionStore;
import dev.muster.domain.intake.Rejection;
import java.util.List;

/**
 * What a record says about the rejection whose place it takes.
 *
 * @param rejection the rejection that the record names
 * @param repeats whether the record has the values of a rejected one as they were received: of the one that it names, or
 *     of the newest that took its place
 * @param mayPass whether the repeated values may get in this time, because all that was wrong can pass by itself
 * @param beside the fields with other values although nothing was wrong with them
 */
record Correction(Rejection.Id rejection, boolean repeats, boolean mayPass, List<Ingested.ChangedField> beside) {
    Correction {
        beside = List.copyOf(beside);
    }

    /** Returns what a record says that has the values of a rejected one. */
    static Correction repeating(Rejection.Id rejection, RejectionStore.Link repeated) {
        boolean mayPass =
                repeated.reasons().stream().allMatch(reason -> reason.code().mayPass());
        return new Correction(rejection, true, mayPass, List.of());
    }

    /** Returns what a record says that names a rejection and was not compared with it. */
    static Correction of(Rejection.Id rejection) {
        return new Correction(rejection, false, false, List.of());
    }
}
