package dev.muster.domain.intake;

import dev.muster.domain.dataset.Row;
import java.util.List;

/** The result of checking a record against its dataset's rules. */
public sealed interface Verdict {

    /** The record passed; {@code row} holds its normalised values. */
    record Accepted(Row row) implements Verdict {}

    /**
     * The record did not pass, for all these reasons; there is at least one. Reasons that name a field come first, in
     * the order of the fields.
     */
    record Rejected(List<Reason> reasons) implements Verdict {
        public Rejected {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a rejected record has at least one reason");
            }
        }
    }
}
