package dev.muster.adapters.in.cli;

import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import java.util.stream.Collectors;

/** Datasets by the names that are typed. */
final class DatasetArgument {
    private DatasetArgument() {}

    /**
     * The dataset with this name.
     *
     * @throws CommandFailed if there is none
     */
    static Dataset named(String name, Catalog catalog) {
        return catalog.find(name)
                .orElseThrow(() -> CommandFailed.usage("there is no dataset '%s'; there are %s"
                        .formatted(
                                name, catalog.all().stream().map(Dataset::name).collect(Collectors.joining(", ")))));
    }
}
