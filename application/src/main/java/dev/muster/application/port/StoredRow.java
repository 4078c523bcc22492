package dev.muster.application.port;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.RunId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row with its provenance.
 *
 * @param run the run that stored these values
 * @param recordNumber the record of that run, from 1
 */
public record StoredRow(Row row, RunId run, long recordNumber) {

    /**
     * Returns the row that values of a section are.
     *
     * @param values as {@link dev.muster.domain.backup.Section#of(Dataset)} has them
     * @throws PortException of kind {@code CORRUPT} if they do not say where the row came from
     */
    public static StoredRow of(Dataset dataset, @Nullable Object[] values) {
        int fields = dataset.fields().size();
        if (values[fields] instanceof Long run && values[fields + 1] instanceof Long number && run > 0) {
            return new StoredRow(Row.of(Arrays.copyOf(values, fields)), new RunId(run), number);
        }
        throw new PortException(
                PortException.Part.STORAGE,
                PortException.Kind.CORRUPT,
                "a row of %s does not say where it came from".formatted(dataset),
                null);
    }

    /** About how many bytes the row takes in memory. */
    public long bytes() {
        return row.bytes();
    }
}
