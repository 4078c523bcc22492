package dev.muster.domain.intake;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks records against the rules of one dataset. Finds all reasons that a record itself shows, and never throws
 * because of a record's content. The store checks whether keys and references exist. Not thread safe: use one for each
 * thread.
 */
public final class RecordValidator {
    private final ValueReader[] readers;
    private final int keyIndex;

    /** @param received when the records were received; later times are {@code in-future} */
    public RecordValidator(Dataset dataset, Instant received) {
        List<Field> fields = dataset.fields();
        keyIndex = dataset.keyIndex();
        readers = new ValueReader[fields.size()];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = reader(fields.get(i), received);
        }
    }

    /**
     * Returns the verdict on a single value outside of a record, such as a key to look up. An accepted value is a row
     * with this one value, which is null if the value is blank and may be blank.
     */
    public static Verdict validate(Field field, String text, Instant received) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Object value = reader(field, received).read(bytes);
        return value instanceof ValueReader.Fault fault
                ? new Verdict.Rejected(fault.reasons(), null)
                : new Verdict.Accepted(Row.of(value));
    }

    private static ValueReader reader(Field field, Instant received) {
        return switch (field.type()) {
            case FieldType.IntegerType type -> new IntegerReader(field, type, received);
            case FieldType.DecimalType type -> new DecimalReader(field, type, received);
            case FieldType.TextType type -> new TextReader(field, type, received);
            case FieldType.InstantType type -> new InstantReader(field, received);
        };
    }

    /** Returns the verdict on {@code record}, and keeps no reference to it. */
    public Verdict validate(RawRecord record) {
        if (!record.faults().isEmpty()) {
            return new Verdict.Rejected(withDecoderFaults(record), key(record));
        }
        @Nullable Object[] values = new @Nullable Object[readers.length];
        List<Reason> reasons = null;
        for (int i = 0; i < readers.length; i++) {
            Object value = readers[i].read(record, i);
            if (value instanceof ValueReader.Fault fault) {
                reasons = reasons == null ? new ArrayList<>(2) : reasons;
                reasons.addAll(fault.reasons());
            } else {
                values[i] = value;
            }
        }
        return reasons == null ? new Verdict.Accepted(Row.of(values)) : new Verdict.Rejected(reasons, values[keyIndex]);
    }

    /** Returns the valid key of a record in which the decoder found faults; null if it has none. */
    private @Nullable Object key(RawRecord record) {
        String name = readers[keyIndex].field.name();
        for (Reason fault : record.faults()) {
            if (fault.field() == null || fault.field().equals(name)) {
                return null;
            }
        }
        Object key = readers[keyIndex].read(record, keyIndex);
        return key instanceof ValueReader.Fault ? null : key;
    }

    /** Returns the faults that the decoder found. If it could split the record, adds the faults of all other values. */
    private List<Reason> withDecoderFaults(RawRecord record) {
        List<Reason> rest = new ArrayList<>(record.faults());
        if (record.isEmpty() || rest.stream().anyMatch(fault -> fault.field() == null)) {
            return rest;
        }
        List<Reason> reasons = new ArrayList<>();
        for (int i = 0; i < readers.length; i++) {
            String name = readers[i].field.name();
            List<Reason> found =
                    rest.stream().filter(fault -> name.equals(fault.field())).toList();
            if (!found.isEmpty()) {
                reasons.addAll(found);
                rest.removeAll(found);
            } else if (readers[i].read(record, i) instanceof ValueReader.Fault fault) {
                reasons.addAll(fault.reasons());
            }
        }
        reasons.addAll(rest);
        return reasons;
    }
}
