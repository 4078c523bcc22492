package dev.muster.adapters.out.formats.read;

import dev.muster.domain.dataset.Dataset;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Says what the columns of CSV or of a sheet hold. Immutable. */
final class CsvColumns {

    /** Nobody reads the column's values. */
    static final int IGNORED = -1;

    /** The column names the rejection that the record corrects. */
    static final int REJECTION = -2;

    /** The column has no name. It is ignored, but must not have a value. */
    static final int NAMELESS = -3;

    private final int[] targets;
    private final int[] fields;
    private final int[] places;
    private final int fewest;
    private final int most;
    private final int rejection;
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
        this.fewest = last;
        this.most = targets.length;
        this.places = columns(target -> target >= 0);
        this.fields = IntStream.of(places).map(place -> targets[place]).toArray();
        this.rejection =
                IntStream.of(columns(target -> target == REJECTION)).findFirst().orElse(-1);
        this.nameless = columns(target -> target == NAMELESS);
    }

    /**
     * Makes columns of which all but some are ignored.
     *
     * @param fields the 0-based indexes of fields
     * @param places for each of these the 0-based index of its column; fields may share one
     * @param fewest number of values that a record must have
     * @param most number of values that it may have
     */
    CsvColumns(int[] fields, int[] places, int fewest, int most) {
        this.targets = new int[IntStream.of(places).max().orElse(-1) + 1];
        Arrays.fill(targets, IGNORED);
        for (int i = 0; i < fields.length; i++) {
            targets[places[i]] = fields[i];
        }
        this.fields = fields.clone();
        this.places = places.clone();
        this.fewest = fewest;
        this.most = most;
        this.rejection = -1;
        this.nameless = new int[0];
    }

    private int[] columns(IntPredicate which) {
        return IntStream.range(0, targets.length)
                .filter(i -> which.test(targets[i]))
                .toArray();
    }

    /** Returns columns for the dataset's fields in their order. */
    static CsvColumns positional(Dataset dataset) {
        return new CsvColumns(IntStream.range(0, dataset.fields().size()).toArray());
    }

    /** Returns the number of columns up to the last one that has a name. */
    int count() {
        return fewest;
    }

    /** Returns how many values a record has, for people. */
    String expected() {
        return most == Integer.MAX_VALUE ? "at least " + fewest : String.valueOf(fewest);
    }

    /** Returns the number of columns, with those at the end that have no name; of a mapping by positions, any number. */
    int width() {
        return most;
    }

    /** Returns whether a record may have so many values: nameless columns at the end may be left out. */
    boolean fit(int values) {
        return values >= fewest && values <= most;
    }

    /** Returns the 0-based indexes of the columns that have no name and must not have a value. */
    int[] nameless() {
        return nameless;
    }

    /** Returns the 0-based indexes of the fields that have a column. */
    int[] fields() {
        return fields;
    }

    /** Returns the 0-based index of the column of each of {@link #fields}. */
    int[] places() {
        return places;
    }

    /** Returns the 0-based index of the column that names rejections; -1 if there is none. */
    int rejection() {
        return rejection;
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
