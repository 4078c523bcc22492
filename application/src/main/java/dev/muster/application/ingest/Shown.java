package dev.muster.application.ingest;

import dev.muster.application.port.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What is to be told about the first of the records that something happened to, in whichever order it is found: at most
 * {@value Ingested#SHOWN}, and fewer once they take {@value Slice#BYTES} bytes, but one in any case. Not thread safe.
 *
 * @param <T> what is told about a record
 */
final class Shown<T> {
    private final ToLongFunction<T> bytesOf;
    private final TreeMap<Long, T> first = new TreeMap<>();
    private long bytes;

    /** The first record of which nothing is told, because something before it is left out. */
    private long end = Long.MAX_VALUE;

    /** @param bytesOf about how many bytes something takes in memory */
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

    /** Adds what another one shows, which saw later records. */
    void addAll(Shown<T> later) {
        later.first.forEach(this::add);
        end = Math.min(end, later.end);
    }

    void clear() {
        first.clear();
        bytes = 0;
        end = Long.MAX_VALUE;
    }

    /** What is told, in the order of the records. */
    List<T> inOrder() {
        return new ArrayList<>(first.values());
    }
}
