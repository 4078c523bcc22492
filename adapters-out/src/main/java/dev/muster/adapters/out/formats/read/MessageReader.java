package dev.muster.adapters.out.formats.read;

import dev.muster.adapters.out.formats.read.JsonObjectReader.Broken;
import dev.muster.application.ingest.MessageFrames;
import dev.muster.application.ingest.MessageFrames.Frame;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the JSON object that is the value of each message. The input begins with the first message to read. */
final class MessageReader implements RecordReader {
    private static final byte[] NOTHING = {};

    private final MessageFrames.Reader frames;
    private final Dataset dataset;
    private final JsonObjectReader objects;
    private final RawRecord record;
    private long number;

    MessageReader(InputStream input, Dataset dataset, Checkpoint from) {
        this.frames = new MessageFrames.Reader(input);
        this.dataset = dataset;
        this.objects = new JsonObjectReader(dataset);
        this.record = new RawRecord(dataset);
        this.number = from.records();
    }

    @Override
    public boolean next() throws IOException {
        long offset = frames.position();
        Frame frame = frames.next();
        if (frame == null) {
            return false;
        }
        number++;
        byte[] value = frame.value() == null ? NOTHING : frame.value();
        start(frame, offset);
        if (value.length == 0) {
            String key = dataset.keyField().name();
            record.empty(new Reason(
                    ReasonCode.REQUIRED, key, null, "%s is required, and the message has no value".formatted(key)));
        } else if (value.length > WindowReader.MAX_RECORD_BYTES) {
            tooLong(value);
        } else {
            read(value, frame, offset);
        }
        return true;
    }

    private void start(Frame frame, long offset) {
        record.start(number, 1, offset);
        record.receivedAt(frame.receivedAt());
    }

    private void read(byte[] value, Frame frame, long offset) {
        Broken broken = objects.read(value, 0, value.length, record);
        if (broken != null) {
            start(frame, offset);
            record.fault(Reason.ofRecord(ReasonCode.BAD_JSON, describe(broken)));
        }
        record.raw(value, 0, value.length);
    }

    private static String describe(Broken broken) {
        return switch (broken) {
            case Broken.Syntax(int lineEnds, int column) ->
                lineEnds == 0
                        ? "the value is not JSON from character %s on".formatted(column)
                        : "the value is not JSON from character %s of its line %s on".formatted(column, lineEnds + 1);
            case Broken.EndsEarly() -> "the value ends before its JSON does";
            case Broken.TooDeep() ->
                "the JSON is nested more than %s levels deep".formatted(JsonObjectReader.MAX_DEPTH);
        };
    }

    private void tooLong(byte[] value) {
        int kept = WindowReader.endOfKept(value, 0);
        record.raw(value, 0, kept);
        record.fault(Reason.ofRecord(
                ReasonCode.RECORD_TOO_LONG,
                "the record is longer than %s bytes; its first %s are kept with the rejection"
                        .formatted(WindowReader.MAX_RECORD_BYTES, kept)));
    }

    @Override
    public RawRecord record() {
        return record;
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
