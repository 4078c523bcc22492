package dev.muster.application.port;

import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives the records of one input, one after the other, within bounded memory. Not thread safe. */
public interface RecordReader extends Closeable {

    /**
     * Moves to the next record.
     *
     * @return false if there is none: at the end of the input, or because of a {@link #problem()}
     * @throws IOException if the input cannot be read; never because of what it holds
     */
    boolean next() throws IOException;

    /** The record that {@link #next()} moved to; the same object every time, overwritten by the next one. */
    RawRecord record();

    /** The place after the current record, where a new reader can go on; once there is no next record, after the last byte. */
    Checkpoint checkpoint();

    /**
     * Why the input cannot be read any further, with the line where it went wrong; null if it can, or was read to its end.
     */
    @Nullable
    Problem problem();
}
