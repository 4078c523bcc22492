package dev.muster.domain.intake;

import dev.muster.domain.dataset.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of checking a record against its dataset's rules. */
public sealed interface Verdict {

    /** The record passed; {@code row} holds its normalised values. */
    record Accepted(Row row) implements Verdict {}

    /**
     * The record did not pass, for all these reasons; there is at least one. Reasons that name a field come first, in
     * the order of the fields.
     *
     * @param key the value of the dataset's key field; null if the record does not show a valid one
     */
    record Rejected(List<Reason> reasons, @Nullable Object key) implements Verdict {
        public Rejected {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a rejected record has at least one reason");
            }
        }
    }
}
