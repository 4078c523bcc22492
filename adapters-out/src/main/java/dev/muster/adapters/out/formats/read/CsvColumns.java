package dev.muster.adapters.out.formats.read;

import dev.muster.domain.dataset.Dataset;
import java.util.stream.IntStream;

/** Says what the columns of a CSV input hold. Immutable. */
final class CsvColumns {

    /** Nobody reads the column's values. */
    static final int IGNORED = -1;

    /** The column names the rejection that the record corrects. */
    static final int REJECTION = -2;

    /** The column has no name. It is ignored, but must not have a value. */
    static final int NAMELESS = -3;

    private final int[] targets;
    private final int named;
    private final int[] nameless;

    /**
     * @param targets for each column the 0-based index of its field, {@link #IGNORED}, {@link #REJECTION} or
     *     {@link #NAMELESS}
     */
    CsvColumns(int[] targets) {
        this.targets = targets.clone();
        int last = targets.length;
        while (last > 0 && targets[last - 1] == NAMELESS) {
            last--;
        }
        this.named = last;
        this.nameless = IntStream.range(0, targets.length)
                .filter(i -> targets[i] == NAMELESS)
                .toArray();
    }

    /** Returns columns for the dataset's fields in their order. */
    static CsvColumns positional(Dataset dataset) {
        return new CsvColumns(IntStream.range(0, dataset.fields().size()).toArray());
    }

    /** Returns the number of columns up to the last one that has a name. */
    int count() {
        return named;
    }

    /** Returns whether a record may have so many values: nameless columns at the end may be left out. */
    boolean fit(int values) {
        return values >= named && values <= targets.length;
    }

    /** Returns the 0-based indexes of the columns that have no name. */
    int[] nameless() {
        return nameless;
    }

    /** Returns the 0-based index of the column that names rejections; -1 if there is none. */
    int rejection() {
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == REJECTION) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether all columns before {@code column}, and no others, are those of fields. */
    boolean fieldsComeBefore(int column) {
        for (int i = 0; i < targets.length; i++) {
            if (i < column != targets[i] >= 0) {
                return false;
            }
        }
        return true;
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
