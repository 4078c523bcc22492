package dev.muster.adapters.out.formats.read;

import dev.muster.application.rejections.RejectionColumns;
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
 * A record of CSV or a row of a sheet, usually the first, read as a header. Besides the names, titles and aliases of the dataset's
 * fields it may have the columns of an exported file of rejections, so that people can correct such a file and send it
 * again. Columns without a name are allowed, because spreadsheets write as many columns as were ever used.
 */
final class CsvHeader {

    /**
     * Names the rejection that a row corrects. The other columns of exported rejections are allowed only beside this
     * one.
     */
    private static final String REJECTION_COLUMN = Dataset.columnName(RejectionColumns.REJECTION_ID.name());

    private static final Set<String> OF_REJECTIONS = RejectionColumns.BEHIND_FIELDS.stream()
            .map(Column::name)
            .map(Dataset::columnName)
            .collect(Collectors.toUnmodifiableSet());

    /** Columns beyond those that can be known. */
    private static final int MOST_NAMELESS = 1_000;

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
    private static final int LONGEST_NAME = 1_000;
    private static final int SHOWN_LENGTH = 60;
    private static final int SHOWN_FAULTS = 20;

    private final int[] targets;
    private final int knownNames;
    private final boolean allNames;
    private final boolean allWords;
    private final boolean holdsInteger;
    private final int misfits;
    private boolean foreign;
    private final List<String> faults = new ArrayList<>();

    /**
     * @param cells the values of the record, at least the first {@link #capacity} of them
     * @param values number of values that it has
     */
    CsvHeader(Dataset dataset, List<String> cells, int values) {
        List<String> names = cells.stream()
                .map(cell -> cell.length() > LONGEST_NAME ? cell : Dataset.columnName(cell))
                .toList();
        boolean corrections = names.contains(REJECTION_COLUMN);
        targets = new int[names.size()];
        Set<Object> seen = new HashSet<>();
        int known = 0;
        boolean blanks = false;
        boolean integer = false;
        int misfit = 0;
        for (int i = 0; i < targets.length; i++) {
            String name = names.get(i);
            String cell = WhiteSpace.trim(cells.get(i));
            OptionalInt field = dataset.indexOfColumn(name);
            if (cell.isEmpty()) {
                targets[i] = CsvColumns.NAMELESS;
                blanks = true;
                continue;
            }
            if (INTEGER.matcher(cell).matches()) {
                integer = true;
            } else if (isInteger(dataset, i)) {
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
                    foreign = true;
                    faults.add("column %s, '%s', is no field of %s%s"
                            .formatted(i + 1, shown(cell), dataset.name(), WhiteSpace.invisible(cell)));
                    continue;
                }
            }
            if (!seen.add(targets[i] >= 0 ? targets[i] : name)) {
                faults.add("column %s, '%s', is there twice".formatted(i + 1, shown(cell)));
            }
        }
        boolean allKnown = faults.isEmpty();
        if (values > cells.size()) {
            faults.add("there are %s columns, of which no more than %s are looked at".formatted(values, cells.size()));
        }
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            if (field.required() && !seen.contains(i)) {
                faults.add("the column '%s' is missing".formatted(field.name()));
            }
        }
        knownNames = known;
        allNames = known > 0 && allKnown && (!blanks || faults.isEmpty());
        allWords = values <= cells.size() && cells.stream().allMatch(CsvHeader::isOfWords);
        holdsInteger = integer;
        misfits = misfit;
    }

    private static boolean isOfWords(String cell) {
        return cell.codePoints().anyMatch(Character::isLetter)
                && cell.codePoints().noneMatch(Character::isDigit);
    }

    private static boolean isInteger(Dataset dataset, int index) {
        List<Field> fields = dataset.fields();
        return index < fields.size() && fields.get(index).type() instanceof FieldType.IntegerType;
    }

    /** Returns the number of values that decide whether a record is a good header. */
    static int capacity(Dataset dataset) {
        return dataset.fields().size() + OF_REJECTIONS.size() + MOST_NAMELESS;
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

    /**
     * Returns whether the record is a header for sure, wherever it stands: all its cells name fields. Some may be empty if
     * the rest makes a good header.
     */
    boolean isNames() {
        return allNames;
    }

    /** Returns whether all cells hold letters and no digit, as no record does that has a number. */
    boolean isWords() {
        return allWords;
    }

    /** Returns whether every column that has a name is known and occurs once, and every required one is there. */
    boolean isGood() {
        return faults.isEmpty();
    }

    /** Returns the columns of a good header. */
    CsvColumns columns() {
        return new CsvColumns(targets);
    }

    /** Says why a header that is not good cannot be used. */
    Problem problem(Dataset dataset, long line) {
        String more = faults.size() > SHOWN_FAULTS ? "; and %s more".formatted(faults.size() - SHOWN_FAULTS) : "";
        String remedy = foreign ? "; a mapping can say which column is which field" : "";
        return problem(
                dataset,
                line,
                faults.stream().limit(SHOWN_FAULTS).collect(Collectors.joining("; ", "", more + remedy)));
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

    private static String shown(String text) {
        int end = text.offsetByCodePoints(0, Math.min(SHOWN_LENGTH, text.codePointCount(0, text.length())));
        return end == text.length() ? text : text.substring(0, end) + "…";
    }
}
