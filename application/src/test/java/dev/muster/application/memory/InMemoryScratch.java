package dev.muster.application.memory;

import dev.muster.application.port.Scratch;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Rejection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Scratch that grows with what is put. */
public final class InMemoryScratch implements Scratch {
    private final Dataset dataset;
    private final Map<Object, StoredRow> rows = new HashMap<>();
    private final Set<Rejection.Id> closed = new HashSet<>();

    public InMemoryScratch(Dataset dataset) {
        this.dataset = dataset;
    }

    @Override
    public void find(Collection<Object> keys, Consumer<StoredRow> each) {
        keys.forEach(key -> Optional.ofNullable(rows.get(key)).ifPresent(each));
    }

    @Override
    public void put(List<StoredRow> more) {
        more.forEach(row -> rows.put(row.row().key(dataset), row));
    }

    @Override
    public void close(Collection<Rejection.Id> ids) {
        closed.addAll(ids);
    }

    @Override
    public Set<Rejection.Id> closed(Collection<Rejection.Id> ids) {
        Set<Rejection.Id> both = new HashSet<>(ids);
        both.retainAll(closed);
        return both;
    }

    @Override
    public void close() {}
}
