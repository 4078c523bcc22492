package dev.muster.application.reports;

import dev.muster.application.port.RecordQuery.Condition;
import dev.muster.domain.dataset.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * The records behind a number of a report.
 *
 * @param dataset the dataset of the records
 * @param conditions what these records have in common
 */
public record Figure(Dataset dataset, List<Condition> conditions) {
    public Figure {
        conditions = List.copyOf(conditions);
    }

    /** Returns the figure of all records of a dataset. */
    static Figure of(Dataset dataset) {
        return new Figure(dataset, List.of());
    }

    /** Returns the figure of those records that also meet a further condition. */
    Figure and(Condition condition) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(condition);
        return new Figure(dataset, all);
    }
}
