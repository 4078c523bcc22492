package dev.muster.application.ingest;

import dev.muster.application.port.RecordReader;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the records of listed rejections once more. Where an input is gone, the bytes that the rejection keeps are read in its
 * place; if they do not tell the record, it is left out, and the rejection stays as it is.
 */
final class ReplayReader implements RecordReader {
    private final ReplayList list;
    private final ReceivedRecords received;
    private @Nullable RawRecord record;

    /** @param received closed with this */
    ReplayReader(ReplayList list, ReceivedRecords received) {
        this.list = list;
        this.received = received;
    }

    @Override
    public boolean next() throws IOException {
        while (list.next()) {
            Optional<RawRecord> found = received.find(list.id().run(), list.id().recordNumber())
                    .or(() -> received.kept(list.id()));
            if (found.isPresent()) {
                record = found.get();
                record.renumber(list.checkpoint().records());
                record.corrects(list.id().toString());
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
