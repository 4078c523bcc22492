package dev.muster.domain.run;

/**
 * The place up to which a run's records have an outcome. An interrupted run goes on from here.
 *
 * @param records number of data records that have an outcome
 * @param line number, from 1, of the next physical line or row
 * @param offset 0-based position of the next byte in the decompressed UTF-8 stream; of a workbook, that of the next
 *     row among those of its sheet
 * @param blankLines number of blank lines so far
 */
public record Checkpoint(long records, long line, long offset, long blankLines) {
    /** The start of the input. */
    public static final Checkpoint START = new Checkpoint(0, 1, 0, 0);

    public Checkpoint {
        if (records < 0 || line < 1 || offset < 0 || blankLines < 0) {
            throw new IllegalArgumentException("no checkpoint: records %s, line %s, offset %s, blank lines %s"
                    .formatted(records, line, offset, blankLines));
        }
    }
}
