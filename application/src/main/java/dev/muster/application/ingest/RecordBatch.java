package dev.muster.application.ingest;

import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Records that will be committed together.
 *
 * @param from where the batch starts
 * @param to where the next one starts
 * @param entries the records with their verdicts, in input order
 * @param raw the entries' bytes, one after the other
 * @param bytesRead bytes of the input as received that were read when the batch was full
 * @param last whether no batch follows
 * @param problem why no batch follows although there may be more input; null if there is no such reason
 */
record RecordBatch(
        Checkpoint from,
        Checkpoint to,
        List<Entry> entries,
        byte[] raw,
        long bytesRead,
        boolean last,
        @Nullable Problem problem) {

    /**
     * A record and what its own looks say about it.
     *
     * @param number count of data records up to this one, from 1
     * @param line physical line, from 1, on which the record starts
     * @param rawStart 0-based position of its bytes in the batch's {@code raw}
     * @param next where the record after it starts
     * @param corrects what the record says about the rejection that it takes the place of; null if nothing
     */
    record Entry(
            long number,
            long line,
            int rawStart,
            int rawLength,
            Verdict verdict,
            Checkpoint next,
            @Nullable String corrects) {}

    /** Where the records came from. */
    Provenance provenance() {
        return new Provenance.File(from.line(), from.offset(), to.offset());
    }

    byte[] rawOf(Entry entry) {
        return Arrays.copyOfRange(raw, entry.rawStart(), entry.rawStart() + entry.rawLength());
    }

    /** This batch without some of its records, which had no outcome and get none. */
    RecordBatch keeping(Predicate<Entry> kept) {
        return new RecordBatch(from, to, entries.stream().filter(kept).toList(), raw, bytesRead, last, problem);
    }

    /** The first {@code size} records of this batch, after which the run ends with {@code reason}. */
    RecordBatch cut(int size, Problem reason) {
        return new RecordBatch(
                from, entries.get(size - 1).next(), entries.subList(0, size), raw, bytesRead, true, reason);
    }
}
