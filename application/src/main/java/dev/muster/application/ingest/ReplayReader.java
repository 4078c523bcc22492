package dev.muster.application.ingest;

import dev.muster.application.port.RecordReader;
import dev.muster.domain.intake.MappedValues;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of listed rejections again. If an input is gone, it reads the bytes that the rejection keeps. If
 * these do not suffice, it leaves the record out, and the rejection stays as it is.
 */
final class ReplayReader implements RecordReader {
    private final ReplayList list;
    private final ReceivedRecords received;
    private final MappedValues values;
    private @Nullable RawRecord record;

    /**
     * @param received closed with this
     * @param values what stands for what this time
     */
    ReplayReader(ReplayList list, ReceivedRecords received, MappedValues values) {
        this.list = list;
        this.received = received;
        this.values = values;
    }

    @Override
    public boolean next() throws IOException {
        while (list.next()) {
            Optional<RawRecord> found =
                    received.find(list.id().run(), list.id().recordNumber()).or(() -> received.kept(list.id()));
            if (found.isPresent()) {
                record = found.get();
                record.renumber(list.checkpoint().records());
                record.corrects(list.id().toString());
                record.receivedAt(null);
                values.apply(record);
                return true;
            }
        }
        return false;
    }

    @Override
    public RawRecord record() {
        if (record == null) {
            throw new IllegalStateException("there is no record yet");
        }
        return record;
    }

    @Override
    public Checkpoint checkpoint() {
        return list.checkpoint();
    }

    @Override
    public @Nullable Problem problem() {
        return null;
    }

    @Override
    public void close() throws IOException {
        list.close();
        received.close();
    }
}
