package dev.muster.application.prove;

import dev.muster.application.ingest.DerivedRecords;
import dev.muster.application.ingest.DerivedRecords.Derived;
import dev.muster.application.port.RunStore;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Accepted records whose keys have no row, of runs that found some of their values stored already. That explains a record
 * if a run that was undone since had stored the same values, and so took them away. Not thread safe.
 */
final class AbsentRows {
    /** About how many bytes of rows wait until they are looked for among what undone runs had stored. */
    private static final long MOST_BYTES = 16 << 20;

    private static final int RUNS_AT_ONCE = 100;

    private final RunStore runs;
    private final Dataset dataset;
    private final Function<Run, DerivedRecords> derived;
    private final Differences differences;
    private final Map<Row, List<Absent>> waiting = new LinkedHashMap<>();
    private long bytes;

    AbsentRows(RunStore runs, Dataset dataset, Function<Run, DerivedRecords> derived, Differences differences) {
        this.runs = runs;
        this.dataset = dataset;
        this.derived = derived;
        this.differences = differences;
    }

    private record Absent(RunId run, long number) {}

    void add(RunId run, long number, Row row) {
        waiting.computeIfAbsent(row, values -> new ArrayList<>(1)).add(new Absent(run, number));
        bytes += row.bytes();
        if (bytes >= MOST_BYTES) {
            settle();
        }
    }

    /** Notes the rows as missing that nothing explains. */
    void settle() {
        RunId last = null;
        for (List<Run> page;
                !waiting.isEmpty()
                        && !(page = runs.list(dataset.name(), RunStatus.UNDONE, last, RUNS_AT_ONCE)).isEmpty(); ) {
            for (Run run : page) {
                if (!waiting.isEmpty() && run.counts().accepted() > 0) {
                    derived.apply(run).read(records -> records, this::explain);
                }
            }
            last = page.getLast().id();
        }
        waiting.forEach((row, records) ->
                records.forEach(record -> differences.add(missing(dataset, record.run(), record.number(), row))));
        waiting.clear();
        bytes = 0;
    }

    private void explain(List<Derived> records) {
        for (Derived record : records) {
            if (record.verdict() instanceof Verdict.Accepted(Row row)) {
                waiting.remove(row);
            }
        }
    }

    static Difference missing(Dataset dataset, RunId run, long number, Row row) {
        return new Difference(
                dataset.name(),
                Difference.Kind.ROW_MISSING,
                run,
                number,
                ValueText.of(row.key(dataset)),
                null,
                "the record was accepted, and no row has its key");
    }
}
