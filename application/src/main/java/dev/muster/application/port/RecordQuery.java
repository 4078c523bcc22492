package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the records behind a figure. Throws {@link PortException} where the database fails. Thread safe. */
public interface RecordQuery {

    /**
     * Rows that meet all conditions, in key order, texts by code point.
     *
     * @param after only rows with greater keys; null from the start
     * @param limit most rows to give, at least 1
     */
    Slice<StoredRow> list(Dataset dataset, List<Condition> conditions, @Nullable Object after, int limit);

    /** What a row must meet. Half-open intervals: {@code from} is in, {@code to} is out. */
    sealed interface Condition {

        /** A value of the row. */
        record Is(Field field, Object value) implements Condition {}

        /** A point in time of the row. */
        record Within(Field field, Instant from, Instant to) implements Condition {}

        /**
         * A value of the row that another one refers to.
         *
         * @param field refers to {@code parent}
         * @param parentField a field of {@code parent}
         */
        record ParentIs(Field field, Dataset parent, Field parentField, Object value) implements Condition {}

        /** When the run that stored the row started. */
        record RunStarted(Instant from, Instant to) implements Condition {}
    }
}
