package dev.muster.application.rejections;

import dev.muster.application.ingest.ReceivedValues;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A corrected record as a JSON object that holds only some of its fields, together with the other fields of the rejected
 * record as it was read: a mapping of its run has been applied to them, and is not applied again.
 */
final class MergedRecord {
    /** Numbers as CSV may have them: JSON has no zeros before other digits. */
    private static final Pattern NUMBER = Pattern.compile("(-?)0*([0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)");

    private MergedRecord() {}

    /**
     * Returns the corrected record with those fields of the rejected one that it does not name, as JSON in UTF-8. What it
     * names as null stays absent. Fields of the rejected record that are blank are left out. Those that are given more than
     * once, or hold no single value, are there so that they are rejected again: somebody has to decide. Members that are no
     * fields are left out. If {@code json} is not one object, or the rejected record is gone, returns {@code json} itself.
     *
     * @param json the corrected record, in UTF-8
     */
    static byte[] of(
            Dataset dataset, Rejection.Id rejection, byte[] json, ReceivedValues received, RecordDecoder decoder) {
        Optional<RawRecord.Kind[]> named = namedIn(dataset, json, decoder);
        Optional<List<@Nullable String>> values = named.flatMap(kinds -> received.of(dataset, rejection));
        String text = new String(json, StandardCharsets.UTF_8);
        int end = text.lastIndexOf('}');
        if (values.isEmpty() || end < 0) {
            return json;
        }
        RawRecord record = received.record(rejection).orElseThrow();
        StringBuilder merged = new StringBuilder(text.substring(0, end));
        for (int i = 0; i < dataset.fields().size(); i++) {
            Field field = dataset.fields().get(i);
            if (named.get()[i] == RawRecord.Kind.ABSENT) {
                appendField(field, record, i, record.meaning(i), merged);
            }
        }
        for (Reason fault : record.faults()) {
            String name = String.valueOf(fault.field()).split("\\.", -1)[0];
            if (fault.code() == ReasonCode.WRONG_TYPE && !text.contains("\"" + name + "\"")) {
                append(name, "\"\"", merged);
            }
        }
        return merged.append(text, end, text.length()).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Appends what was received for a field: if that was no single value, something that is rejected for the same reason. */
    private static void appendField(
            Field field, RawRecord record, int index, @Nullable String value, StringBuilder merged) {
        boolean twice = record.faults().stream()
                .anyMatch(fault -> fault.code() == ReasonCode.DUPLICATE_FIELD
                        && field.name().equals(fault.field()));
        if (twice) {
            append(field.name(), "null", merged);
            append(field.name(), "null", merged);
        } else if (record.kind(index) == RawRecord.Kind.ARRAY) {
            append(field.name(), "[]", merged);
        } else if (record.kind(index) == RawRecord.Kind.OBJECT || record.kind(index) == RawRecord.Kind.ERROR) {
            append(field.name(), "{}", merged);
        } else if (value != null && !WhiteSpace.trim(value).isEmpty()) {
            append(field.name(), json(record.kind(index), field.type(), value), merged);
        }
    }

    /** Appends a member to an object that is not closed yet. */
    private static void append(String name, String value, StringBuilder object) {
        object.append(WhiteSpace.trim(object.toString()).endsWith("{") ? "" : ",")
                .append(quoted(name))
                .append(':')
                .append(value);
    }

    /** Returns what the record has for each field; empty if it is not one JSON object. */
    private static Optional<RawRecord.Kind[]> namedIn(Dataset dataset, byte[] json, RecordDecoder decoder) {
        try (RecordReader reader = decoder.open(
                new ByteArrayInputStream(json),
                dataset,
                LoadOptions.of(LoadOptions.Format.JSON_BATCH),
                Checkpoint.START)) {
            if (!reader.next()) {
                return Optional.empty();
            }
            RawRecord.Kind[] kinds = new RawRecord.Kind[dataset.fields().size()];
            for (int i = 0; i < kinds.length; i++) {
                kinds[i] = reader.record().kind(i);
            }
            return reader.next() || reader.problem() != null ? Optional.empty() : Optional.of(kinds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a received value as JSON: as it is if it is no text. */
    private static String json(RawRecord.Kind kind, FieldType type, String value) {
        boolean numeric = type instanceof FieldType.IntegerType || type instanceof FieldType.DecimalType;
        Matcher number = NUMBER.matcher(WhiteSpace.trim(value));
        if (kind == RawRecord.Kind.NUMBER || kind == RawRecord.Kind.BOOLEAN) {
            return value;
        }
        return kind == RawRecord.Kind.PLAIN && numeric && number.matches()
                ? number.group(1) + number.group(2)
                : quoted(value);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder().append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
