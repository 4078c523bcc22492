package dev.muster.domain.intake;

import dev.muster.domain.intake.RawRecord.Kind;
import java.util.Arrays;

/** Lets the tests of decoders see what only the validator sees: the values of a record that is not yet validated. */
public final class RawValues {
    private RawValues() {}

    public static Kind kind(RawRecord record, int index) {
        return record.kind(index);
    }

    /** A copy of the value's bytes. */
    public static byte[] bytes(RawRecord record, int index) {
        return Arrays.copyOfRange(record.buffer(index), record.start(index), record.end(index));
    }
}
