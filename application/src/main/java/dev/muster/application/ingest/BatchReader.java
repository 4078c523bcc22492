package dev.muster.application.ingest;

import dev.muster.application.Prefetch;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Decodes and validates an input, batch by batch. Not thread safe. */
final class BatchReader implements Prefetch.Source<RecordBatch> {
    /** If the first records of an input are all rejected, this many of them mean that it is the wrong file. */
    static final int WRONG_FILE_RECORDS = 1_000;

    /** A batch ends with the record that fills up these bytes. The bytes of records and of their reasons count. */
    private static final int MAX_BATCH_BYTES = 4 << 20;

    private final RecordReader reader;
    private final Function<Instant, RecordValidator> validators;
    private final @Nullable Comparison comparison;
    private final Rejection.@Nullable Id corrects;
    private final LongSupplier bytesRead;
    private final int batchSize;
    private RecordValidator validator;
    private @Nullable Instant receivedAt;
    private Checkpoint position;
    private boolean anyPassed;
    private boolean ended;

    /**
     * @param validators makes a validator of records that were received at a time
     * @param startedAt when records were received that do not say it themselves
     * @param from where {@code reader} starts
     * @param batchSize most records in a batch
     * @param anyPassed whether a record before {@code from} was valid by itself
     * @param comparison of records with the rejections that they name; closed with this; null if they are the rejected
     *     records themselves
     * @param corrects the rejection whose place the only record takes; null if records may name rejections themselves
     * @param bytesRead returns how many bytes of the input as received were read so far
     */
    BatchReader(
            RecordReader reader,
            Function<Instant, RecordValidator> validators,
            Instant startedAt,
            Checkpoint from,
            int batchSize,
            boolean anyPassed,
            @Nullable Comparison comparison,
            Rejection.@Nullable Id corrects,
            LongSupplier bytesRead) {
        this.reader = reader;
        this.validators = validators;
        this.validator = validators.apply(startedAt);
        this.position = from;
        this.batchSize = batchSize;
        this.anyPassed = anyPassed;
        this.comparison = comparison;
        this.corrects = corrects;
        this.bytesRead = bytesRead;
    }

    /** Returns the next batch; null after the last one. The last one may be empty. */
    @Override
    public @Nullable RecordBatch next() throws IOException {
        if (ended) {
            return null;
        }
        Checkpoint from = position;
        List<RecordBatch.Entry> entries = new ArrayList<>(Math.min(batchSize, 1_000));
        byte[] raw = new byte[Math.min(batchSize, 1_000) * 64];
        int rawSize = 0;
        long detailsSize = 0;
        Problem problem = null;
        while (!ended && entries.size() < batchSize && rawSize + detailsSize < MAX_BATCH_BYTES) {
            if (!reader.next()) {
                problem = reader.problem();
                position = reader.checkpoint();
                ended = true;
                break;
            }
            RawRecord record = reader.record();
            Verdict verdict = validatorOf(record).validate(record);
            int length = record.rawLength();
            if (rawSize + length > raw.length) {
                raw = Arrays.copyOf(raw, Math.max(rawSize + length, raw.length * 2));
            }
            record.copyRaw(raw, rawSize);
            position = reader.checkpoint();
            Rejection.Id rejection = rejectionOf(record);
            entries.add(new RecordBatch.Entry(
                    record.number(),
                    record.line(),
                    rawSize,
                    length,
                    verdict,
                    position,
                    rejection == null ? null : Correction.of(rejection)));
            if (rejection != null) {
                detailsSize += comparison == null ? 0 : comparison.note(record, rejection);
                // A file of rejections may begin with any number of records that nobody has corrected yet.
                anyPassed = true;
            }
            rawSize += length;
            if (verdict instanceof Verdict.Rejected(List<Reason> reasons, Object key)) {
                detailsSize += reasons.stream().mapToLong(Reason::bytes).sum();
            }
            anyPassed |= verdict instanceof Verdict.Accepted;
            if (!anyPassed && record.number() == WRONG_FILE_RECORDS) {
                problem = new Problem(
                        ProblemType.WRONG_FILE,
                        String.format(Locale.ROOT, "the first %,d records were all rejected", WRONG_FILE_RECORDS));
                ended = true;
            }
        }
        List<RecordBatch.Entry> compared = comparison == null ? entries : comparison.compare(entries);
        return new RecordBatch(from, position, compared, raw, bytesRead.getAsLong(), ended, problem);
    }

    /** Records that say when they were received come in long stretches of one time. */
    private RecordValidator validatorOf(RawRecord record) {
        Instant received = record.receivedAt();
        if (received != null && !received.equals(receivedAt)) {
            receivedAt = received;
            validator = validators.apply(received);
        }
        return validator;
    }

    private Rejection.@Nullable Id rejectionOf(RawRecord record) {
        if (corrects != null) {
            return record.number() == 1 ? corrects : null;
        }
        String named = record.correctedRejection();
        return named == null ? null : Rejection.Id.parse(named).orElse(null);
    }

    @Override
    public void close() throws IOException {
        try (comparison) {
            reader.close();
        }
    }
}
