package dev.muster.adapters.out.formats.read;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the columns that a mapping names. Immutable. */
final class MappedColumns {
    private static final int SHOWN_COLUMNS = 100;

    private final Dataset dataset;
    private final Mapping mapping;

    /** The fields that have columns. */
    private final int[] fields;

    private final List<Column> columns;

    /** Fields that the dataset no longer has are left out. */
    MappedColumns(Mapping mapping, Dataset dataset) {
        this.dataset = dataset;
        this.mapping = mapping;
        List<Map.Entry<String, Column>> known = mapping.columns().entrySet().stream()
                .filter(entry -> dataset.indexOf(entry.getKey()).isPresent())
                .toList();
        this.fields = known.stream()
                .map(Map.Entry::getKey)
                .map(dataset::indexOf)
                .mapToInt(OptionalInt::getAsInt)
                .toArray();
        this.columns = known.stream().map(Map.Entry::getValue).toList();
    }

    /** Returns whether the first record is the header, whatever it looks like. */
    boolean needHeader() {
        return mapping.namesColumns();
    }

    /**
     * Returns how many of the columns a record has if it is the header.
     *
     * @param values number of its values
     */
    int found(List<String> header, int values) {
        List<String> names = names(header);
        int found = 0;
        for (Column column : columns) {
            found += switch (column) {
                case Column.Named(String name) -> names.contains(Mapping.columnName(name)) ? 1 : 0;
                case Column.Position(int number) -> number <= values ? 1 : 0;
            };
        }
        return found;
    }

    /** Returns what is compared of the names in a header. */
    static List<String> names(List<String> header) {
        return header.stream().map(Mapping::columnName).toList();
    }

    /** Says why a header cannot be used; null if it can. */
    @Nullable
    Problem problem(List<String> header, long line) {
        List<String> names = names(header);
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            if (columns.get(i) instanceof Column.Named(String name)) {
                int times = Collections.frequency(names, Mapping.columnName(name));
                if (times != 1) {
                    faults.add("the column '%s', which mapping %s names for %s, is %s"
                            .formatted(
                                    name,
                                    mapping.name(),
                                    dataset.fields().get(fields[i]).name(),
                                    times == 0 ? "missing" : "there twice"));
                }
            }
        }
        if (faults.isEmpty()) {
            return null;
        }
        List<String> there = header.stream()
                .map(WhiteSpace::trim)
                .filter(name -> !name.isEmpty())
                .limit(SHOWN_COLUMNS)
                .toList();
        return new Problem(
                        ProblemType.BAD_HEADER,
                        "%s; the columns are %s"
                                .formatted(
                                        String.join("; ", faults),
                                        there.stream().collect(Collectors.joining("', '", "'", "'"))))
                .with("allowed", there)
                .with("line", line);
    }

    /** Returns the columns of an input without a header: records may have any number of further values. */
    CsvColumns withoutHeader() {
        return in(List.of(), 0, Integer.MAX_VALUE);
    }

    /**
     * Returns the columns of an input with a good header. Columns at its end that have no name may be left out.
     *
     * @param count number of its columns, of which not all may be in {@code header}
     */
    CsvColumns in(List<String> header, int count) {
        List<String> names = names(header);
        int named = names.size();
        while (count == names.size() && named > 0 && names.get(named - 1).isEmpty()) {
            named--;
        }
        return in(names, count > names.size() ? count : named, count);
    }

    private CsvColumns in(List<String> names, int fewest, int most) {
        int[] places = new int[fields.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = switch (columns.get(i)) {
                case Column.Named(String name) -> names.indexOf(Mapping.columnName(name));
                case Column.Position(int number) -> number - 1;
            };
        }
        int last = Arrays.stream(places).max().orElse(-1);
        return new CsvColumns(fields, places, Math.max(fewest, last + 1), most);
    }
}
