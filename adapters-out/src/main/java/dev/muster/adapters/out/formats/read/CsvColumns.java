package dev.muster.adapters.out.formats.read;

import dev.muster.domain.dataset.Dataset;
import java.util.stream.IntStream;

/** Says what the columns of a CSV input hold. Immutable. */
final class CsvColumns {

    /** Nobody reads the column's values. */
    static final int IGNORED = -1;

    /** The column names the rejection that the record corrects. */
    static final int REJECTION = -2;

    private final int[] targets;

    /** @param targets for each column the 0-based index of its field, {@link #IGNORED} or {@link #REJECTION} */
    CsvColumns(int[] targets) {
        this.targets = targets.clone();
    }

    /** Returns columns for the dataset's fields in their order. */
    static CsvColumns positional(Dataset dataset) {
        return new CsvColumns(IntStream.range(0, dataset.fields().size()).toArray());
    }

    int count() {
        return targets.length;
    }

    /** Returns what the column at the 0-based {@code index} holds. */
    int target(int index) {
        return targets[index];
    }

    /** Names the column at the 0-based {@code index} by its name, or else by its number. */
    String describe(int index, Dataset dataset) {
        return index < targets.length && targets[index] >= 0
                ? dataset.fields().get(targets[index]).name()
                : "value " + (index + 1);
    }
}
