package dev.muster.application.backup;

import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.KeyOrder;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the rows of a section, one after the other: that keys ascend, and that a database could have had each value.
 * Not thread safe.
 */
final class RowCheck {
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /** The texts that columns of the ledger may have. */
    private static final Map<String, Set<String>> CODES = Map.of(
            "mode", codes(Mode.values()),
            "status", codes(RunStatus.values()),
            "source_kind", codes(Source.Kind.values()),
            "format", codes(LoadOptions.Format.values()),
            "delimiter", codes(LoadOptions.Delimiter.values()));

    /** Columns whose numbers are small. */
    private static final Set<String> INTS = Set.of("batch_size", "skip_lines");

    private static final Set<String> REJECTION_STATUSES = codes(Rejection.Status.values());

    private final Section section;
    private final @Nullable Dataset dataset;
    private @Nullable Object @Nullable [] last;

    /** @param dataset the dataset whose rows these are; null for rows of the ledger */
    RowCheck(Section section, @Nullable Dataset dataset) {
        this.section = section;
        this.dataset = dataset;
    }

    private static Set<String> codes(Enum<?>[] constants) {
        return Stream.of(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    void accept(@Nullable Object[] row) {
        if (last != null && compareKeys(last, row) >= 0) {
            throw BackupFile.damaged("the rows of %s are not in the order of their keys".formatted(section.name()));
        }
        last = row;
        if (dataset != null) {
            for (int i = 0; i < dataset.fields().size(); i++) {
                Field field = dataset.fields().get(i);
                Object value = row[i];
                if (value != null && !fits(field.type(), value)) {
                    throw BackupFile.damaged(
                            "a value of %s.%s is out of its bounds".formatted(section.name(), field.name()));
                }
            }
        } else {
            checkLedger(row);
        }
    }

    private int compareKeys(@Nullable Object[] one, @Nullable Object[] other) {
        int compared = 0;
        List<Integer> key = section.key();
        for (int i = 0; i < key.size() && compared == 0; i++) {
            compared = compare(one[key.get(i)], other[key.get(i)]);
        }
        return compared;
    }

    /** Compares values of a key's column; a row has a value for each. */
    static int compare(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            throw BackupFile.damaged("a row has no key");
        }
        return KeyOrder.compare(one, other);
    }

    private static boolean fits(FieldType type, Object value) {
        return switch (type) {
            case FieldType.IntegerType integer -> (Long) value >= integer.min() && (Long) value <= integer.max();
            case FieldType.DecimalType decimal -> {
                BigDecimal number = (BigDecimal) value;
                yield number.precision() - number.scale() <= decimal.integerDigits()
                        && number.scale() <= decimal.scale();
            }
            case FieldType.TextType text -> {
                String characters = (String) value;
                yield !characters.isEmpty()
                        && characters.codePointCount(0, characters.length()) <= text.maxCodePoints()
                        && characters.indexOf('\0') < 0;
            }
            case FieldType.InstantType instant ->
                !((Instant) value).isBefore(EARLIEST) && !((Instant) value).isAfter(LATEST);
        };
    }

    private void checkLedger(@Nullable Object[] row) {
        boolean ofRejections = section.equals(LedgerSections.REJECTIONS);
        for (int i = 0; i < row.length; i++) {
            String column = section.columns().get(i).name();
            Set<String> allowed = ofRejections && column.equals("status") ? REJECTION_STATUSES : CODES.get(column);
            if (allowed != null && row[i] instanceof String text && !allowed.contains(text)) {
                throw BackupFile.damaged("%s.%s has a value that it cannot have".formatted(section.name(), column));
            }
            if (INTS.contains(column) && row[i] instanceof Long number && (number < 0 || number > Integer.MAX_VALUE)) {
                throw BackupFile.damaged("%s.%s is out of its bounds".formatted(section.name(), column));
            }
            if (row[i] instanceof String text && text.indexOf('\0') >= 0) {
                throw BackupFile.damaged("%s.%s has a null character".formatted(section.name(), column));
            }
        }
        if (section.equals(LedgerSections.RUNS) || section.equals(LedgerSections.BATCHES)) {
            long outcomes = Stream.of("inserted", "updated", "unchanged", "rejected")
                    .mapToLong(column -> number(row, column))
                    .sum();
            if (number(row, "received") != outcomes) {
                throw BackupFile.damaged("the counts of a row of %s do not balance".formatted(section.name()));
            }
        }
    }

    private long number(@Nullable Object[] row, String column) {
        return row[section.index(column)] instanceof Long number ? number : 0;
    }

    /** Returns whether two rows have equal values. */
    static boolean same(@Nullable Object[] one, @Nullable Object[] other) {
        return Arrays.deepEquals(one, other);
    }
}
