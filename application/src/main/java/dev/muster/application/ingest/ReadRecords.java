package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads the records of objects without storing any. Thread safe. */
public final class ReadRecords {
    private final ObjectStore objects;
    private final RecordDecoder decoder;

    public ReadRecords(ObjectStore objects, RecordDecoder decoder) {
        this.objects = objects;
        this.decoder = decoder;
    }

    /** Rows that are read one after the other. Whoever opens them closes them. Not thread safe. */
    public interface Rows extends Iterator<Row>, AutoCloseable {
        @Override
        void close();
    }

    /**
     * Opens the rows of an object whose records show no fault by themselves, in their order. What is stored is not asked,
     * so records may be among them that refer to nothing.
     *
     * @param receivedAt when the object was received
     * @throws PortException if the storage fails, now or while rows are read
     * @throws Refusal while rows are read, with the reason for which the rest cannot be read
     */
    public Rows passing(Dataset dataset, LoadOptions.Format format, String key, Instant receivedAt) {
        RecordReader reader = decoder.open(objects.read(key, 0), dataset, LoadOptions.of(format), Checkpoint.START);
        return new PassingRows(reader, new RecordValidator(dataset, receivedAt));
    }

    private static final class PassingRows implements Rows {
        private final RecordReader reader;
        private final RecordValidator validator;
        private @Nullable Row next;
        private boolean ended;

        PassingRows(RecordReader reader, RecordValidator validator) {
            this.reader = reader;
            this.validator = validator;
        }

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                advance();
            }
            return next != null;
        }

        private void advance() {
            try {
                if (!reader.next()) {
                    ended = true;
                    Problem problem = reader.problem();
                    if (problem != null) {
                        throw new Refusal(problem);
                    }
                } else if (validator.validate(reader.record()) instanceof Verdict.Accepted(Row row)) {
                    next = row;
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public Row next() {
            Row row = hasNext() ? next : null;
            if (row == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return row;
        }

        private static PortException unreadable(IOException e) {
            return new PortException(
                    PortException.Part.STORAGE, PortException.Kind.UNAVAILABLE, "an object cannot be read", e);
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
