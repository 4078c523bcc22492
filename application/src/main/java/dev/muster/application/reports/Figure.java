package dev.muster.application.reports;

import dev.muster.application.port.RecordQuery.Condition;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * A number of a report, as the records that it counts.
 *
 * @param dataset whose records they are
 * @param conditions what these records have in common
 */
public record Figure(Dataset dataset, List<Condition> conditions) {
    public Figure {
        conditions = List.copyOf(conditions);
    }

    /** All records of a dataset. */
    static Figure of(Dataset dataset) {
        return new Figure(dataset, List.of());
    }

    /** Those of these records that meet a further condition. */
    Figure and(Condition condition) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(condition);
        return new Figure(dataset, all);
    }

    /** Those of these records with this value. */
    static Field field(Dataset dataset, String name) {
        return dataset.fields().get(dataset.indexOf(name).orElseThrow());
    }
}
