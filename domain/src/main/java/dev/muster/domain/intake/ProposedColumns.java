package dev.muster.domain.intake;

import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.dataset.Constraint;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.dataset.WhiteSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which column of a file is which field, as far as names and the first records tell. Each column is proposed once at most.
 * The same file always gets the same proposal. Immutable.
 *
 * @param byField in the order of the dataset's fields; those for which no column suits are left out
 */
public record ProposedColumns(Map<String, Proposal> byField) {
    /** Longer names of columns may have been cut. */
    private static final int LONGEST_NAME = 200;

    private static final int LONGEST_COMPARED = 100;
    private static final Field TIME = Field.instant("time", "A time");

    /** Why a column is proposed, the best reason first. */
    public enum Why {
        /** It has the name of the field. */
        NAME,
        /** It has another name under which the field is known. */
        ALIAS,
        /** It has nearly such a name. */
        SIMILAR,
        /** Its values could be those of the field. */
        CONTENT
    }

    /** A column, and why. */
    public record Proposal(Column column, Why why) {}

    public ProposedColumns {
        byField = Collections.unmodifiableMap(new LinkedHashMap<>(byField));
    }

    /**
     * Proposes columns of a file.
     *
     * @param names in the header; empty if there is none
     * @param records values of the first records
     * @param at when the file was received
     */
    public static ProposedColumns of(Dataset dataset, List<String> names, List<List<String>> records, Instant at) {
        Matching matching = new Matching(dataset, names, records, at);
        matching.byName();
        matching.bySimilarName();
        matching.byContent();
        return matching.proposal();
    }

    /** Which columns are taken so far. */
    private static final class Matching {
        private final Dataset dataset;
        private final List<String> names;
        private final List<List<String>> records;
        private final Instant at;
        private final int width;

        /** The 0-based index of the column, by that of the field. */
        private final Map<Integer, Integer> columns = new TreeMap<>();

        private final Map<Integer, Why> reasons = new TreeMap<>();

        Matching(Dataset dataset, List<String> names, List<List<String>> records, Instant at) {
            this.dataset = dataset;
            this.names = names;
            this.records = records;
            this.at = at;
            int widest = records.stream().mapToInt(List::size).max().orElse(0);
            this.width = Math.min(Math.max(names.size(), widest), Mapping.LAST_POSITION);
        }

        private void take(int field, int column, Why why) {
            if (isFree(field, column)) {
                columns.put(field, column);
                reasons.put(field, why);
            }
        }

        private boolean isFree(int field, int column) {
            return !columns.containsKey(field) && !columns.containsValue(column);
        }

        void byName() {
            for (Why why : List.of(Why.NAME, Why.ALIAS)) {
                for (int column = 0; column < Math.min(names.size(), width); column++) {
                    OptionalInt field = dataset.indexOfColumn(names.get(column));
                    if (field.isPresent() && why == whyNamed(field.getAsInt(), names.get(column))) {
                        take(field.getAsInt(), column, why);
                    }
                }
            }
        }

        private Why whyNamed(int field, String name) {
            String ofField = dataset.fields().get(field).name();
            return Dataset.columnName(ofField).equals(Dataset.columnName(name)) ? Why.NAME : Why.ALIAS;
        }

        private record Pair(int distance, int field, int column) {}

        void bySimilarName() {
            List<Pair> pairs = new ArrayList<>();
            for (int field = 0; field < dataset.fields().size(); field++) {
                for (int column = 0; column < Math.min(names.size(), width); column++) {
                    if (isFree(field, column)) {
                        int distance = distance(dataset.fields().get(field), names.get(column));
                        if (distance != Integer.MAX_VALUE) {
                            pairs.add(new Pair(distance, field, column));
                        }
                    }
                }
            }
            pairs.sort(Comparator.comparingInt(Pair::distance)
                    .thenComparingInt(Pair::field)
                    .thenComparingInt(Pair::column));
            pairs.forEach(pair -> take(pair.field(), pair.column(), Why.SIMILAR));
        }

        /** The fields of which fewest values could be come first. */
        void byContent() {
            IntStream.range(0, dataset.fields().size())
                    .boxed()
                    .sorted(Comparator.comparingInt(this::generality))
                    .forEach(field -> IntStream.range(0, width)
                            .filter(column -> isFree(field, column) && holds(column, field))
                            .findFirst()
                            .ifPresent(column -> take(field, column, Why.CONTENT)));
        }

        private int generality(int index) {
            Field field = dataset.fields().get(index);
            return switch (field.type()) {
                case FieldType.InstantType instant -> 0;
                case FieldType.TextType text when isNarrow(field) -> 1;
                case FieldType.IntegerType integer -> index == dataset.keyIndex() ? 2 : 3;
                case FieldType.DecimalType decimal -> 4;
                case FieldType.TextType text -> 5;
            };
        }

        private static boolean isNarrow(Field field) {
            return field.constraints().stream()
                    .anyMatch(constraint ->
                            constraint instanceof Constraint.OneOf || constraint instanceof Constraint.Matches);
        }

        private boolean holds(int column, int index) {
            Field field = dataset.fields().get(index);
            List<String> values = records.stream()
                    .filter(record -> column < record.size())
                    .map(record -> WhiteSpace.trim(record.get(column)))
                    .filter(value -> !value.isEmpty())
                    .toList();
            boolean valid = !values.isEmpty() && values.stream().allMatch(value -> isValid(field, value));
            if (index == dataset.keyIndex()) {
                valid &= values.stream().distinct().count() == values.size();
            }
            return valid && (!isPlainText(field) || areWords(values));
        }

        private boolean isValid(Field field, String value) {
            return RecordValidator.validate(field, value, at) instanceof Verdict.Accepted;
        }

        private static boolean isPlainText(Field field) {
            return field.type() instanceof FieldType.TextType && !isNarrow(field);
        }

        /** Any value can be a text, so it takes more for one: letters in most, and other than times have. */
        private boolean areWords(List<String> values) {
            long words = values.stream()
                    .filter(value -> value.codePoints().anyMatch(Character::isLetter))
                    .count();
            return 2 * words > values.size() && !values.stream().allMatch(value -> isValid(TIME, value));
        }

        ProposedColumns proposal() {
            Map<String, Proposal> byField = new LinkedHashMap<>();
            columns.forEach((field, column) -> byField.put(
                    dataset.fields().get(field).name(),
                    new Proposal(column(column), Objects.requireNonNull(reasons.get(field)))));
            return new ProposedColumns(byField);
        }

        /** By its name, if it has one of its own. */
        private Column column(int index) {
            if (index < names.size()) {
                String name = WhiteSpace.trim(names.get(index));
                long times = names.stream()
                        .map(Mapping::columnName)
                        .filter(Mapping.columnName(name)::equals)
                        .count();
                if (!name.isEmpty() && name.length() <= LONGEST_NAME && times == 1) {
                    return new Column.Named(name);
                }
            }
            return new Column.Position(index + 1);
        }
    }

    /** Returns how far a name is from the nearest one of the field; the greatest number if they are not similar. */
    private static int distance(Field field, String name) {
        int least = Integer.MAX_VALUE;
        List<String> known = new ArrayList<>(field.aliases());
        known.add(field.name());
        known.add(field.title());
        for (String each : known) {
            String one = singular(letters(each));
            String other = singular(letters(name));
            int length = Math.max(one.length(), other.length());
            if (other.isEmpty() || length > LONGEST_COMPARED) {
                continue;
            }
            int distance = edits(one, other);
            if (distance <= (length < 4 ? 0 : length < 8 ? 1 : 2)) {
                least = Math.min(least, distance);
            }
        }
        return least;
    }

    private static String letters(String name) {
        return AsciiCase.lower(name)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String singular(String name) {
        if (name.endsWith("ies")) {
            return name.substring(0, name.length() - 3) + "y";
        }
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    /** Returns the Levenshtein distance. */
    private static int edits(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
