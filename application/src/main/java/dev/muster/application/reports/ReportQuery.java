package dev.muster.application.reports;

import dev.muster.application.port.DataVersion;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One report: its descriptor, and the way to compute its rows from what is stored. Call it within one consistent read.
 */
interface ReportQuery {

    Report report();

    /** Returns the values of the parameter {@code name} for which there is data, ascending. Messages show them. */
    default List<Integer> valuesWithData(String name) {
        return List.of();
    }

    /**
     * @param arguments a value for each parameter of the report, within its bounds
     */
    Answer answer(Arguments arguments);

    /**
     * Returns the records behind a figure.
     *
     * @param arguments a value for each parameter of the report, within its bounds
     * @param keys what the records have in common, under the names that the rows of the report use
     */
    Figure figure(Arguments arguments, FigureKeys keys);

    /**
     * Returns the state of the data on which the answer depends. {@code ofDatasets} is the state of the datasets that
     * it reads.
     */
    default DataVersion version(DataVersion ofDatasets) {
        return ofDatasets;
    }

    /**
     * @param rows in order
     * @param included number of rows, of the datasets that the report counts, that are in the numbers
     */
    record Answer(List<Line> rows, Map<String, @Nullable Object> facts, long included) {}

    /**
     * A row of the answer.
     *
     * @param key what the records behind the row have in common, by name
     * @param values in the order of the report's columns
     */
    record Line(Map<String, String> key, List<@Nullable Object> values) {
        static Line of(Map<String, String> key, @Nullable Object... values) {
            return new Line(key, Arrays.asList(values));
        }
    }
}
