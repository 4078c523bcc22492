package dev.muster.domain.intake;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.WhiteSpace;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts what values stand for in their places, as a mapping says. Immutable and thread safe. */
public final class MappedValues {
    private static final MappedValues NONE = new MappedValues(List.of(), false);

    private final List<OfField> fields;
    private final boolean absentToo;

    private record OfField(int index, Map<String, byte[]> values) {}

    private MappedValues(List<OfField> fields, boolean absentToo) {
        this.fields = fields;
        this.absentToo = absentToo;
    }

    /**
     * Fields that {@code dataset} no longer has are left out.
     *
     * @param mapping null for one that leaves all values as they are
     */
    public static MappedValues of(@Nullable Mapping mapping, Dataset dataset) {
        return of(mapping, dataset, false);
    }

    /** The same for values that a replay gives: an absent one is looked up as the empty text. */
    public static MappedValues given(@Nullable Mapping mapping, Dataset dataset) {
        return of(mapping, dataset, true);
    }

    private static MappedValues of(@Nullable Mapping mapping, Dataset dataset, boolean absentToo) {
        return mapping == null
                ? NONE
                : new MappedValues(
                        mapping.values().entrySet().stream()
                                .filter(ofField ->
                                        dataset.indexOf(ofField.getKey()).isPresent())
                                .map(ofField -> new OfField(
                                        dataset.indexOf(ofField.getKey()).getAsInt(), bytes(ofField.getValue())))
                                .toList(),
                        absentToo);
    }

    private static Map<String, byte[]> bytes(Map<String, String> values) {
        Map<String, byte[]> bytes = new HashMap<>();
        values.forEach((received, value) -> bytes.put(received, value.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    /** Looks each value of {@code record} up as it was received, once. */
    public void apply(RawRecord record) {
        for (OfField field : fields) {
            String received = received(record, field.index());
            byte[] value = received == null ? null : field.values().get(WhiteSpace.trim(received));
            if (value != null) {
                record.translate(field.index(), value);
            }
        }
    }

    private @Nullable String received(RawRecord record, int index) {
        return switch (record.kind(index)) {
            case ABSENT, NULL -> absentToo ? "" : null;
            case PLAIN, TEXT, NUMBER, BOOLEAN, OBJECT, ARRAY, ERROR -> record.text(index);
        };
    }
}
