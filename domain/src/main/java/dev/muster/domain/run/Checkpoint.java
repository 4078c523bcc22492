package dev.muster.domain.run;

/**
 * Up to where a run's records have an outcome; a run that was interrupted goes on from here.
 *
 * @param records data records that have an outcome
 * @param line physical line, from 1, that comes next
 * @param offset 0-based position in the decompressed UTF-8 stream of the byte that comes next
 * @param blankLines blank lines so far
 */
public record Checkpoint(long records, long line, long offset, long blankLines) {
    /** The start of the input. */
    public static final Checkpoint START = new Checkpoint(0, 1, 0, 0);

    public Checkpoint {
        if (records < 0 || line < 1 || offset < 0 || blankLines < 0) {
            throw new IllegalArgumentException("no checkpoint: records %d, line %d, offset %d, blank lines %d"
                    .formatted(records, line, offset, blankLines));
        }
    }
}
