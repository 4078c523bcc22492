package dev.muster.application.memory;

import dev.muster.application.ingest.MessageFrames;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the simplest text that use cases can be tested with, whatever the options say: a record per line, ended by LF, its
 * values in the order of the dataset's fields and separated by commas, without any quoting.
 *
 * <ul>
 *   <li>A line with more or fewer values than the dataset has fields is rejected as {@code column-count}.
 *   <li>A line longer than a record may be is rejected as {@code record-too-long}.
 *   <li>An empty line is a blank line.
 *   <li>A line that is only {@code "} cannot be read, nor anything after it: {@code malformed-csv}.
 * </ul>
 *
 * <p>Of messages, each value is a line, and one without a value is rejected as {@code required}.
 */
public final class LineDecoder implements RecordDecoder {

    @Override
    public RecordReader open(InputStream input, Dataset dataset, LoadOptions options, Checkpoint from) {
        if (options.format() == LoadOptions.Format.MESSAGES) {
            return new MessageLines(input, dataset, from);
        }
        return new LineReader(new BufferedInputStream(input), dataset, from);
    }

    @Override
    public @Nullable Problem check(InputStream input, LoadOptions options, long maxBytes) {
        return null;
    }

    private static final class MessageLines implements RecordReader {
        private final MessageFrames.Reader frames;
        private final LineReader lines;
        private final Dataset dataset;
        private long number;

        MessageLines(InputStream input, Dataset dataset, Checkpoint from) {
            this.frames = new MessageFrames.Reader(input);
            this.lines = new LineReader(input, dataset, from);
            this.dataset = dataset;
            this.number = from.records();
        }

        @Override
        public boolean next() throws IOException {
            MessageFrames.Frame frame = frames.next();
            if (frame == null) {
                return false;
            }
            Checkpoint at = new Checkpoint(number++, 1, 0, 0);
            if (frame.value() == null) {
                lines.record.start(number, 1, 0);
                lines.record.empty(
                        new Reason(ReasonCode.REQUIRED, dataset.keyField().name(), null, "no value"));
            } else {
                lines.fill(frame.value(), at);
            }
            lines.record.receivedAt(frame.receivedAt());
            return true;
        }

        @Override
        public RawRecord record() {
            return lines.record();
        }

        @Override
        public Checkpoint checkpoint() {
            return new Checkpoint(number, 1, frames.position(), 0);
        }

        @Override
        public @Nullable Problem problem() {
            return null;
        }

        @Override
        public void close() throws IOException {
            frames.close();
        }
    }

    private static final class LineReader implements RecordReader {
        private final InputStream input;
        private final int fields;
        private final RawRecord record;
        private Checkpoint checkpoint;
        private boolean started;
        private @Nullable Problem problem;

        LineReader(InputStream input, Dataset dataset, Checkpoint from) {
            this.input = input;
            this.fields = dataset.fields().size();
            this.record = new RawRecord(dataset);
            this.checkpoint = from;
        }

        @Override
        public boolean next() throws IOException {
            if (!started) {
                started = true;
                input.skipNBytes(checkpoint.offset());
            }
            if (problem != null) {
                return false;
            }
            while (true) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                int b = input.read();
                for (; b >= 0 && b != '\n'; b = input.read()) {
                    line.write(b);
                }
                if (b < 0 && line.size() == 0) {
                    return false;
                }
                Checkpoint at = checkpoint;
                long next = at.offset() + line.size() + (b < 0 ? 0 : 1);
                if (line.size() == 0) {
                    checkpoint = new Checkpoint(at.records(), at.line() + 1, next, at.blankLines() + 1);
                } else if (line.size() == 1 && line.toByteArray()[0] == '"') {
                    checkpoint = new Checkpoint(at.records(), at.line() + 1, next, at.blankLines());
                    problem = new Problem(ProblemType.MALFORMED_CSV, "a quote is not closed").with("line", at.line());
                    return false;
                } else {
                    checkpoint = new Checkpoint(at.records() + 1, at.line() + 1, next, at.blankLines());
                    fill(line.toByteArray(), at);
                    return true;
                }
            }
        }

        private void fill(byte[] line, Checkpoint at) {
            record.start(at.records() + 1, at.line(), at.offset());
            record.raw(line, 0, line.length);
            if (line.length > MAX_RECORD_BYTES) {
                record.fault(Reason.ofRecord(ReasonCode.RECORD_TOO_LONG, "%s bytes".formatted(line.length)));
                return;
            }
            int values = 0;
            int start = 0;
            for (int i = 0; i <= line.length; i++) {
                if (i == line.length || line[i] == ',') {
                    if (values < fields) {
                        record.set(values, RawRecord.Kind.PLAIN, line, start, i);
                    }
                    values++;
                    start = i + 1;
                }
            }
            if (values != fields) {
                record.fault(
                        Reason.ofRecord(ReasonCode.COLUMN_COUNT, "%s values for %s columns".formatted(values, fields)));
            }
        }

        @Override
        public RawRecord record() {
            return record;
        }

        @Override
        public Checkpoint checkpoint() {
            return checkpoint;
        }

        @Override
        public @Nullable Problem problem() {
            return problem;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
