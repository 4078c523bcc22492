package dev.muster.application.port;

import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the records of one input, one after the other, within bounded memory. Not thread safe. */
public interface RecordReader extends Closeable {

    /**
     * Moves to the next record.
     *
     * @return false if there is no next record: the input has ended, or there is a {@link #problem()}
     * @throws IOException if the input cannot be read; never because of its content
     */
    boolean next() throws IOException;

    /** Returns the current record. It is the same object every time: {@link #next()} overwrites it. */
    RawRecord record();

    /**
     * Returns the place after the current record, where a new reader can go on; after the last record, the end of the
     * input.
     */
    Checkpoint checkpoint();

    /**
     * Says why the input cannot be read any further, and names the line at fault; null if reading can go on or reached
     * the end.
     */
    @Nullable
    Problem problem();
}
