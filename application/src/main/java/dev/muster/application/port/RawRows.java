package dev.muster.application.port;

import dev.muster.application.Refusal;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the first rows of inputs as they are, whatever they are called. Thread safe. */
public interface RawRows {
    /** Most characters of a cell; of longer ones the first are shown, and an ellipsis. */
    int LONGEST_CELL = 200;

    /**
     * Returns the first rows of an input. Reads no more of it than needed.
     *
     * @param input decompressed bytes from the start of the input; the caller closes it
     * @param options give format, header, delimiter, character set and mapping
     * @param most how many rows to return at most
     * @throws Refusal if nothing can be made of it, as if it had been loaded
     * @throws IOException if it cannot be read; never because of its content
     */
    First first(InputStream input, Dataset dataset, LoadOptions options, int most) throws IOException;

    /**
     * What an input begins with.
     *
     * @param delimiter what separates values in CSV, if it is a common one; null if it is not CSV
     * @param header whether a load would take the first row for a header; JSON, which names its members, has one as well
     * @param rows the first rows, each with its cells; of CSV without blank lines
     * @param sheets names of the sheets of a workbook; empty if it is none
     */
    record First(@Nullable Delimiter delimiter, boolean header, List<List<String>> rows, List<String> sheets) {
        public First {
            rows = rows.stream().map(List::copyOf).toList();
            sheets = List.copyOf(sheets);
        }
    }
}
