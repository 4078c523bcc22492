package dev.muster.application.reports;

import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One report: its descriptor, and how its rows are computed from what is stored. Called within one consistent read. */
interface ReportQuery {

    Report report();

    /** The values of the parameter {@code name} that have data, ascending; for messages. */
    List<Integer> valuesWithData(String name);

    /**
     * @param arguments a value for each parameter of the report, within its bounds
     */
    Answer answer(Arguments arguments);

    /**
     * @param included rows of the report's first dataset that are in the numbers
     */
    record Answer(List<List<@Nullable Object>> rows, Map<String, @Nullable Object> facts, long included) {}
}
