package dev.muster.application.ingest;

import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.util.ArrayList;
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
 * @param problem why no batch follows although there may be more input; null if the input was read to its end or goes
 *     on
 * @param messages the messages of a stream that the records are; null if they come from none
 */
record RecordBatch(
        Checkpoint from,
        Checkpoint to,
        List<Entry> entries,
        byte[] raw,
        long bytesRead,
        boolean last,
        @Nullable Problem problem,
        @Nullable Messages messages) {

    /** Makes a batch of records that come from no stream. */
    RecordBatch(
            Checkpoint from,
            Checkpoint to,
            List<Entry> entries,
            byte[] raw,
            long bytesRead,
            boolean last,
            @Nullable Problem problem) {
        this(from, to, entries, raw, bytesRead, last, problem, null);
    }

    /**
     * Messages of one partition of a stream.
     *
     * @param origins of the records of a batch, in their order
     * @param frames the messages as they are kept
     */
    record Messages(Provenance.Stream provenance, List<MessageOrigin> origins, byte[] frames) {}

    /**
     * A record and the verdict on it, which does not depend on what is stored.
     *
     * @param number of the record among the data records, from 1
     * @param line physical line, from 1, on which the record starts
     * @param rawStart 0-based position of its bytes in the batch's {@code raw}
     * @param next where the next record starts
     * @param correction what the record says about a rejection whose place it takes; null if it names none
     */
    record Entry(
            long number,
            long line,
            int rawStart,
            int rawLength,
            Verdict verdict,
            Checkpoint next,
            @Nullable Correction correction) {
        Entry with(Correction found) {
            return new Entry(number, line, rawStart, rawLength, verdict, next, found);
        }
    }

    /** Returns this batch with these of its records. */
    private RecordBatch with(List<Entry> some) {
        return new RecordBatch(from, to, some, raw, bytesRead, last, problem, messages);
    }

    /** Returns the records in portions: one that names a rejection is alone, the others stay together. */
    List<RecordBatch> portions() {
        if (entries.stream().allMatch(entry -> entry.correction() == null)) {
            return List.of(this);
        }
        List<RecordBatch> portions = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).correction() != null) {
                if (start < i) {
                    portions.add(with(entries.subList(start, i)));
                }
                portions.add(with(List.of(entries.get(i))));
                start = i + 1;
            }
        }
        if (start < entries.size()) {
            portions.add(with(entries.subList(start, entries.size())));
        }
        return portions;
    }

    /** Returns what the only record says about a rejection; null if it names none, or there are other records. */
    @Nullable
    Correction correction() {
        return entries.size() == 1 ? entries.getFirst().correction() : null;
    }

    /** Returns the 0-based index of the record with this number. */
    int indexOf(long number) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).number() == number) {
                return i;
            }
        }
        throw new IllegalArgumentException("record %s is not in this batch".formatted(number));
    }

    /** Returns where the records came from. */
    Provenance provenance() {
        return messages == null ? new Provenance.File(from.line(), from.offset(), to.offset()) : messages.provenance();
    }

    /** Returns where in a stream a record stood; null if it comes from none. */
    @Nullable
    MessageOrigin originOf(Entry entry) {
        return messages == null ? null : messages.origins().get((int) (entry.number() - from.records() - 1));
    }

    /** Returns the bytes that the database keeps with the batch; null if they are kept elsewhere. */
    byte @Nullable [] kept() {
        return messages == null ? null : messages.frames();
    }

    byte[] rawOf(Entry entry) {
        return Arrays.copyOfRange(raw, entry.rawStart(), entry.rawStart() + entry.rawLength());
    }

    /** Returns this batch with only the records that {@code kept} accepts. The others get no outcome. */
    RecordBatch keeping(Predicate<Entry> kept) {
        return with(entries.stream().filter(kept).toList());
    }

    /** Returns the first {@code size} records of this batch. The run ends after them with {@code reason}. */
    RecordBatch cut(int size, Problem reason) {
        return new RecordBatch(
                from, entries.get(size - 1).next(), entries.subList(0, size), raw, bytesRead, true, reason, messages);
    }
}
