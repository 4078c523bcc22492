package dev.muster.adapters.in.json;

import dev.muster.application.runs.TraceRecord.Lineage;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record behind a figure, among others.
 *
 * @param record its values by name of field
 * @param file what it was read from; null if that has no name
 * @param line null if the run's input is gone
 * @param rawTruncated there, and true, if the received record is longer than what is shown
 */
public record RecordView(
        Map<String, @Nullable Object> record,
        String runId,
        @Nullable String file,
        long recordNumber,
        @Nullable Long line,
        @Member(unwrapped = true) RawView raw,
        Optional<Boolean> rawTruncated) {

    /** The values of a row by name of field; null where an optional one is absent. */
    public static Map<String, @Nullable Object> of(Dataset dataset, Row row) {
        Map<String, @Nullable Object> view =
                LinkedHashMap.newLinkedHashMap(dataset.fields().size());
        for (int i = 0; i < dataset.fields().size(); i++) {
            view.put(dataset.fields().get(i).name(), row.get(i));
        }
        return view;
    }

    /** A row, and where it came from. */
    public static RecordView of(Dataset dataset, Row row, Lineage lineage) {
        return new RecordView(
                of(dataset, row),
                lineage.run().id().toString(),
                lineage.run().source().name(),
                lineage.recordNumber(),
                lineage.line(),
                RawView.ifKept(lineage.raw(), RawView::shortened),
                RawView.truncated(lineage.raw()));
    }
}
