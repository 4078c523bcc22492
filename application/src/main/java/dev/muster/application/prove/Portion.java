package dev.muster.application.prove;

import dev.muster.application.ingest.DerivedRecords.Derived;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some records of a run.
 *
 * @param records in input order
 * @param accepted those that were accepted, by the keys of their rows, in input order
 */
record Portion(List<Derived> records, Map<Object, OfKey> accepted) {

    /** The accepted records with one key. */
    static final class OfKey {
        private final Derived last;
        private final Row row;
        private final @Nullable OfKey before;
        private boolean met;

        private OfKey(Derived last, Row row, @Nullable OfKey before) {
            this.last = last;
            this.row = row;
            this.before = before;
        }

        Derived last() {
            return last;
        }

        /** Returns the row of the last record. */
        Row row() {
            return row;
        }

        /** Returns the records before the last one; null if there are none. */
        @Nullable
        OfKey before() {
            return before;
        }

        /** Notes that there is a row with the key. */
        void meet() {
            met = true;
        }

        boolean isMet() {
            return met;
        }
    }

    static Portion of(List<Derived> records, Dataset dataset) {
        Map<Object, OfKey> accepted = LinkedHashMap.newLinkedHashMap(records.size());
        for (Derived record : records) {
            if (record.verdict() instanceof Verdict.Accepted(Row row)) {
                Object key = row.key(dataset);
                OfKey before = accepted.get(key);
                accepted.put(key, new OfKey(record, row, before));
            }
        }
        return new Portion(records, accepted);
    }
}
