package dev.muster.adapters.out.formats.read;

import dev.muster.application.rejections.RejectionColumns;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.report.Column;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The first record of a CSV input, read as a header. Besides the dataset's names and aliases it may have the columns of
 * an exported file of rejections, so that people can correct such a file and send it again.
 */
final class CsvHeader {

    /**
     * Names the rejection that a row corrects. The other columns of exported rejections are allowed only beside this
     * one.
     */
    private static final String REJECTION_COLUMN = RejectionColumns.REJECTION_ID.name();

    private static final Set<String> OF_REJECTIONS =
            RejectionColumns.BEHIND_FIELDS.stream().map(Column::name).collect(Collectors.toUnmodifiableSet());

    /** The known columns beyond the fields. With more columns than that, not all can be known and different. */
    private static final int EXTRA_COLUMNS = OF_REJECTIONS.size();

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
    private static final int SHOWN_LENGTH = 60;

    private final int[] targets;
    private final int knownNames;
    private final boolean holdsInteger;
    private final int misfits;
    private final List<String> faults = new ArrayList<>();

    /** @param cells the values of the record, at least the first {@link #capacity} of them */
    CsvHeader(Dataset dataset, List<String> cells) {
        List<String> names = cells.stream()
                .map(cell -> AsciiCase.lower(WhiteSpace.trim(cell)))
                .toList();
        boolean corrections = names.contains(REJECTION_COLUMN);
        targets = new int[names.size()];
        Set<Object> seen = new HashSet<>();
        int known = 0;
        boolean integer = false;
        int misfit = 0;
        for (int i = 0; i < targets.length; i++) {
            String name = names.get(i);
            OptionalInt field = dataset.indexOfInputName(name);
            if (INTEGER.matcher(name).matches()) {
                integer = true;
            } else if (!name.isEmpty() && isInteger(dataset, i)) {
                misfit++;
            }
            if (field.isPresent()) {
                known++;
                targets[i] = field.getAsInt();
            } else if (corrections && name.equals(REJECTION_COLUMN)) {
                targets[i] = CsvColumns.REJECTION;
            } else {
                targets[i] = CsvColumns.IGNORED;
                if (!corrections || !OF_REJECTIONS.contains(name)) {
                    faults.add(
                            name.isEmpty()
                                    ? "column %s has no name".formatted(i + 1)
                                    : "column %s, '%s', is no field of %s"
                                            .formatted(i + 1, shown(cells.get(i)), dataset.name()));
                    continue;
                }
            }
            if (!seen.add(targets[i] >= 0 ? targets[i] : name)) {
                faults.add("column %s, '%s', is there twice".formatted(i + 1, shown(cells.get(i))));
            }
        }
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            if (field.required() && !seen.contains(i)) {
                faults.add("the column '%s' is missing".formatted(field.name()));
            }
        }
        knownNames = known;
        holdsInteger = integer;
        misfits = misfit;
    }

    private static boolean isInteger(Dataset dataset, int index) {
        List<Field> fields = dataset.fields();
        return index < fields.size() && fields.get(index).type() instanceof FieldType.IntegerType;
    }

    /** Returns the number of values that decide whether a record is a good header. */
    static int capacity(Dataset dataset) {
        return dataset.fields().size() + EXTRA_COLUMNS + 1;
    }

    /** Returns the number of cells that name a field. */
    int knownNames() {
        return knownNames;
    }

    /**
     * Returns the number of cells that are no integers although the record would need integers there if it were no
     * header.
     */
    int misfits() {
        return misfits;
    }

    /**
     * Returns whether to take the record for a header if the options do not tell: a cell names a field and none is an
     * integer.
     */
    boolean isLikely() {
        return knownNames > 0 && !holdsInteger;
    }

    /** Returns whether every column is known and occurs once, and every required one is there. */
    boolean isGood() {
        return faults.isEmpty();
    }

    /** Returns the columns of a good header. */
    CsvColumns columns() {
        return new CsvColumns(targets);
    }

    /** Says why a header that is not good cannot be used. */
    Problem problem(Dataset dataset, long line) {
        return problem(dataset, line, String.join("; ", faults));
    }

    /** Returns the problem of a header that cannot be used. */
    static Problem problem(Dataset dataset, long line, String detail) {
        List<String> allowed = new ArrayList<>();
        for (Field field : dataset.fields()) {
            allowed.add(field.name());
            allowed.addAll(field.aliases());
        }
        return new Problem(ProblemType.BAD_HEADER, detail)
                .with("allowed", allowed)
                .with("line", line);
    }

    private static String shown(String cell) {
        String text = WhiteSpace.trim(cell);
        int end = text.offsetByCodePoints(0, Math.min(SHOWN_LENGTH, text.codePointCount(0, text.length())));
        return end == text.length() ? text : text.substring(0, end) + "…";
    }
}
