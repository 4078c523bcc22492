package dev.muster.application.ingest;

import dev.muster.application.port.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The details that are shown of the first records to which something happened. They may be added in any order. There
 * are at most {@value Ingested#SHOWN} of them, and fewer if they take {@value Slice#BYTES} bytes, but always one. Not
 * thread safe.
 *
 * @param <T> the details of a record
 */
final class Shown<T> {
    private final ToLongFunction<T> bytesOf;
    private final TreeMap<Long, T> first = new TreeMap<>();
    private long bytes;

    /** The first record that is not shown, because an earlier one is left out. */
    private long end = Long.MAX_VALUE;

    /** @param bytesOf about how many bytes the details of a record take in memory */
    Shown(ToLongFunction<T> bytesOf) {
        this.bytesOf = bytesOf;
    }

    /** @param record the number of the record */
    void add(long record, T what) {
        if (record >= end) {
            return;
        }
        first.put(record, what);
        bytes += bytesOf.applyAsLong(what);
        while (first.size() > 1 && (first.size() > Ingested.SHOWN || bytes > Slice.BYTES)) {
            Map.Entry<Long, T> last = first.pollLastEntry();
            bytes -= bytesOf.applyAsLong(last.getValue());
            end = last.getKey();
        }
    }

    /** Adds the details of later records. */
    void addAll(Shown<T> later) {
        later.first.forEach(this::add);
        end = Math.min(end, later.end);
    }

    void clear() {
        first.clear();
        bytes = 0;
        end = Long.MAX_VALUE;
    }

    /** Returns the details in the order of the records. */
    List<T> inOrder() {
        return new ArrayList<>(first.values());
    }
}
