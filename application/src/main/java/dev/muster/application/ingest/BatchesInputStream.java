package dev.muster.application.ingest;

import dev.muster.application.port.RunStore;
import dev.muster.domain.run.RunId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;

/** Reads the bytes that batches of a run have, one batch after the other. Has those of one batch in memory. */
final class BatchesInputStream extends InputStream {
    private final RunStore runs;
    private final RunId run;
    private long nextRecord;
    private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);

    /** @param recordNumber a record of the first batch to read, from 1 */
    BatchesInputStream(RunStore runs, RunId run, long recordNumber) {
        this.runs = runs;
        this.run = run;
        this.nextRecord = recordNumber;
    }

    @Override
    public int read() {
        return hasMore() ? current.read() : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return length == 0 ? 0 : hasMore() ? current.read(target, offset, length) : -1;
    }

    @Override
    public int available() {
        return current.available();
    }

    private boolean hasMore() {
        while (current.available() == 0) {
            long number = nextRecord;
            Optional<Long> last = runs.batchOf(run, number).map(batch -> batch.lastRecord());
            Optional<byte[]> raw = last.flatMap(found -> runs.rawOf(run, number));
            if (raw.isEmpty()) {
                return false;
            }
            current = new ByteArrayInputStream(raw.get());
            nextRecord = last.get() + 1;
        }
        return true;
    }
}
