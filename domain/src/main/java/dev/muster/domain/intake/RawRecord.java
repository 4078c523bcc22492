package dev.muster.domain.intake;

import dev.muster.domain.dataset.Dataset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it arrived. It is split into the values of its dataset's fields, but not yet read: every value is a range
 * of UTF-8 bytes. A decoder fills one object again and again, so that decoding allocates nothing for each record. Copy
 * what must outlive the next record. Not thread safe.
 */
public final class RawRecord {

    /** What the input says about a value's type. */
    public enum Kind {
        /** No value: the column or member is missing. */
        ABSENT,
        /** JSON null, which counts as no value. */
        NULL,
        /** Text of unknown type, as in CSV. */
        PLAIN,
        /** A JSON string, unescaped. */
        TEXT,
        /** A JSON number, as written. */
        NUMBER,
        /** JSON true or false. */
        BOOLEAN,
        /** A JSON object where a single value belongs. */
        OBJECT,
        /** A JSON array where a single value belongs. */
        ARRAY,
        /** What a cell of a sheet shows instead of a value, such as {@code #N/A}. */
        ERROR
    }

    private static final byte[] NOTHING = {};

    private final Kind[] kinds;
    private final byte[][] buffers;
    private final int[] starts;
    private final int[] ends;
    private final List<Reason> faults = new ArrayList<>();

    private long number;
    private long line;
    private long offset;
    private byte[] raw = NOTHING;
    private int rawStart;
    private int rawEnd;
    private @Nullable String correctedRejection;
    private @Nullable Instant receivedAt;
    private boolean empty;

    /** The values as received in whose places others were put, by 0-based index of the field. */
    private final Map<Integer, @Nullable String> translated = new HashMap<>();

    /** Makes an empty record with a value for each field of {@code dataset}. */
    public RawRecord(Dataset dataset) {
        int size = dataset.fields().size();
        kinds = new Kind[size];
        buffers = new byte[size][];
        starts = new int[size];
        ends = new int[size];
        Arrays.fill(kinds, Kind.ABSENT);
        Arrays.fill(buffers, NOTHING);
    }

    /**
     * Returns a record number 1 on line 1 with these values as in CSV, null for absent. It is for tests and single
     * records.
     */
    public static RawRecord plain(Dataset dataset, @Nullable String... values) {
        RawRecord record = new RawRecord(dataset);
        record.start(1, 1, 0);
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value != null) {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                record.set(i, Kind.PLAIN, bytes, 0, bytes.length);
            }
        }
        return record;
    }

    /**
     * Begins the next record: no values, no faults.
     *
     * @param number of the data record, from 1
     * @param line physical line on which the record starts: the first is 1
     * @param offset 0-based position of the record's first byte in the decompressed UTF-8 stream
     */
    public void start(long number, long line, long offset) {
        this.number = number;
        this.line = line;
        this.offset = offset;
        this.correctedRejection = null;
        this.receivedAt = null;
        this.empty = false;
        Arrays.fill(kinds, Kind.ABSENT);
        if (!faults.isEmpty()) {
            faults.clear();
        }
        if (!translated.isEmpty()) {
            translated.clear();
        }
        raw(NOTHING, 0, 0);
    }

    /** Sets the value of the field at the 0-based {@code index} to bytes {@code start} (included) to {@code end} (excluded). */
    public void set(int index, Kind kind, byte[] buffer, int start, int end) {
        kinds[index] = kind;
        buffers[index] = buffer;
        starts[index] = start;
        ends[index] = end;
    }

    /** Puts {@code value}, in UTF-8, in the place of the value as received. It is read as one of CSV is. */
    void translate(int index, byte[] value) {
        translated.put(index, text(index));
        set(index, Kind.PLAIN, value, 0, value.length);
    }

    /** Sets the record's bytes as received, without line end. */
    public void raw(byte[] buffer, int start, int end) {
        raw = buffer;
        rawStart = start;
        rawEnd = end;
    }

    /**
     * Notes a fault that the decoder found. A record with a fault is rejected. If the fault names no field, the record
     * could not be split, and nobody looks at its values. If it names a field, all other fields are still checked.
     */
    public void fault(Reason reason) {
        faults.add(reason);
    }

    /** Notes that there is no record, only a place for one, and the fault that this is. Nobody looks at its values. */
    public void empty(Reason reason) {
        faults.add(reason);
        empty = true;
    }

    /** Sets when the record was received, if that is not when its run began; null if it is. */
    public void receivedAt(@Nullable Instant at) {
        receivedAt = at;
    }

    /** Notes that the record names a rejection whose place it takes. */
    public void corrects(@Nullable String rejection) {
        correctedRejection = rejection;
    }

    /**
     * Gives the record another number. A replay gives records of other inputs the numbers that they have in its own
     * run.
     */
    public void renumber(long newNumber) {
        number = newNumber;
    }

    /** Returns when the record was received; null if that is when its run began. */
    public @Nullable Instant receivedAt() {
        return receivedAt;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Returns the number of the data record, from 1. */
    public long number() {
        return number;
    }

    /** Returns the physical line on which the record starts, from 1. */
    public long line() {
        return line;
    }

    /** Returns the 0-based position of the record's first byte in the decompressed UTF-8 stream. */
    public long offset() {
        return offset;
    }

    /** Returns the number of bytes as received, without line end. */
    public int rawLength() {
        return rawEnd - rawStart;
    }

    /** Copies the bytes as received, without line end, into {@code target} from {@code at} on. */
    public void copyRaw(byte[] target, int at) {
        System.arraycopy(raw, rawStart, target, at, rawEnd - rawStart);
    }

    /** Returns the faults that the decoder found; empty if there are none. Valid until the next record. */
    public List<Reason> faults() {
        return faults;
    }

    /** Returns the text that names the rejection whose place the record takes; null if there is none. */
    public @Nullable String correctedRejection() {
        return correctedRejection;
    }

    /**
     * Returns the value of the field at the 0-based {@code index} as received; null if it is absent, its bytes are no
     * text, or it is a JSON object or array.
     */
    public @Nullable String text(int index) {
        return !translated.isEmpty() && translated.containsKey(index) ? translated.get(index) : meaning(index);
    }

    /**
     * Returns the value of the field at the 0-based {@code index} as it is read: what a mapping puts in the place of the one
     * received, or else that one. Null where {@link #text} is null.
     */
    public @Nullable String meaning(int index) {
        return switch (kinds[index]) {
            case ABSENT, NULL, OBJECT, ARRAY -> null;
            case PLAIN, TEXT, NUMBER, BOOLEAN, ERROR -> ValueReader.text(buffers[index], starts[index], ends[index]);
        };
    }

    /** Returns what the input says about the type of the value of the field at the 0-based {@code index}. */
    public Kind kind(int index) {
        return kinds[index];
    }

    byte[] buffer(int index) {
        return buffers[index];
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }
}
