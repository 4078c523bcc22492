package dev.muster.adapters.in.rest;

import dev.muster.application.Refusal;
import dev.muster.application.TextArguments;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Finds the datasets that addresses and queries name. */
@Singleton
record Datasets(Catalog catalog) {

    /** The dataset of an address. */
    Dataset named(String name) {
        return catalog.find(name)
                .orElseThrow(() -> new Refusal(new Problem(
                                ProblemType.UNKNOWN_DATASET, "there is no dataset '%s'".formatted(name))
                        .with("allowed", all().stream().map(Dataset::name).toList())));
    }

    /** The dataset that the parameter {@code dataset} names; empty if it is absent. */
    Optional<Dataset> in(TextArguments query) {
        return query.oneOf("dataset", all(), Dataset::name);
    }

    /** All datasets in an order in which they can be loaded. */
    List<Dataset> all() {
        return List.copyOf(catalog.all());
    }
}
