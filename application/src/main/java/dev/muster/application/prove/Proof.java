package dev.muster.application.prove;

import java.util.List;

/**
 * What came of deriving again what is stored.
 *
 * @param datasets the datasets that were looked at, in the order in which they were named
 * @param differencesTotal number of all differences
 * @param differences the first {@value #SHOWN} of them, those of a dataset together, newest run first
 */
public record Proof(List<OfDataset> datasets, long differencesTotal, List<Difference> differences) {
    /** Most differences that are told one by one. */
    public static final int SHOWN = 100;

    public Proof {
        datasets = List.copyOf(datasets);
        differences = List.copyOf(differences);
    }

    /**
     * What came of it for one dataset.
     *
     * @param dataset name of the dataset
     * @param rows number of stored rows that were compared
     * @param rejections number of stored rejections, in every state, that were compared
     * @param differences number of differences
     */
    public record OfDataset(String dataset, long rows, long rejections, long differences) {}

    /** Returns whether all that is stored is what is derived, and nothing is missing. */
    public boolean equal() {
        return differencesTotal == 0;
    }

    /** Returns the number of stored rows that were compared. */
    public long rows() {
        return datasets.stream().mapToLong(OfDataset::rows).sum();
    }

    /** Returns the number of stored rejections, in every state, that were compared. */
    public long rejections() {
        return datasets.stream().mapToLong(OfDataset::rejections).sum();
    }
}
