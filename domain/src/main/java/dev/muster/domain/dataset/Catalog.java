package dev.muster.domain.dataset;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The datasets of this installation. A dataset comes after all datasets to which it refers. Immutable. */
public final class Catalog {
    private final Map<String, Dataset> datasets = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException if two datasets share a name, or a reference leads to a dataset that does not
     *     come before or whose key has another type
     */
    public Catalog(List<Dataset> datasets) {
        for (Dataset dataset : datasets) {
            for (Field field : dataset.fields()) {
                if (field.reference() != null) {
                    Dataset parent = this.datasets.get(field.reference().dataset());
                    if (parent == null) {
                        throw new IllegalArgumentException("%s.%s refers to %s, which does not stand before it"
                                .formatted(
                                        dataset, field.name(), field.reference().dataset()));
                    }
                    if (!parent.keyField().type().equals(field.type())) {
                        throw new IllegalArgumentException(
                                "%s.%s has another type than the key of %s".formatted(dataset, field.name(), parent));
                    }
                }
            }
            if (this.datasets.putIfAbsent(dataset.name(), dataset) != null) {
                throw new IllegalArgumentException("two datasets are named %s".formatted(dataset));
            }
        }
    }

    /** Returns all datasets in an order in which they can be loaded. */
    public Collection<Dataset> all() {
        return Collections.unmodifiableCollection(datasets.values());
    }

    /** Finds the dataset with this name; empty if there is none. */
    public Optional<Dataset> find(String name) {
        return Optional.ofNullable(datasets.get(name));
    }

    /** Returns the dataset to which {@code field} refers. */
    public Dataset parentOf(Field field) {
        Reference reference = field.reference();
        if (reference == null) {
            throw new IllegalArgumentException("field %s refers to no dataset".formatted(field.name()));
        }
        return get(reference.dataset());
    }

    /**
     * Returns the dataset with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Dataset get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no dataset named %s".formatted(name)));
    }
}
