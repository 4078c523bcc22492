package dev.muster.application.arguments;

import dev.muster.application.Refusal;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the datasets that somebody names. */
public record Datasets(Catalog catalog) {

    /**
     * The dataset with this name.
     *
     * @throws Refusal {@code unknown-dataset} if there is none
     */
    public Dataset named(String name) {
        return catalog.find(name)
                .orElseThrow(() ->
                        new Refusal(new Problem(ProblemType.UNKNOWN_DATASET, "there is no dataset '%s'".formatted(name))
                                .with("allowed", names())));
    }

    /**
     * The dataset that the argument {@code dataset} names; empty if it is absent.
     *
     * @throws Refusal {@code bad-parameter} if there is none of that name
     */
    public Optional<Dataset> in(TextArguments arguments) {
        return arguments.oneOf("dataset", all(), Dataset::name);
    }

    /**
     * The datasets with these names, in an order in which they can be loaded; all if it is null.
     *
     * @throws Refusal {@code unknown-dataset} if there is none with one of the names; {@code bad-parameter} if there is no
     *     name, or one twice
     */
    public List<Dataset> chosen(@Nullable Collection<String> names) {
        if (names == null) {
            return all();
        }
        if (names.isEmpty()) {
            throw refusal("datasets must name one at least; all are chosen if it is left out");
        }
        Set<Dataset> chosen = new HashSet<>();
        for (String name : names) {
            if (!chosen.add(named(name))) {
                throw refusal("the dataset %s is there twice".formatted(name));
            }
        }
        return all().stream().filter(chosen::contains).toList();
    }

    private Refusal refusal(String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail)
                .with("field", "datasets")
                .with("allowed", names()));
    }

    /** All datasets in an order in which they can be loaded. */
    public List<Dataset> all() {
        return List.copyOf(catalog.all());
    }

    /** Their names. */
    public List<String> names() {
        return all().stream().map(Dataset::name).toList();
    }
}
