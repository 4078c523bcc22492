package dev.muster.domain.dataset;

/**
 * A field's value is the key of a record of another dataset.
 *
 * @param dataset name of the dataset referred to
 */
public record Reference(String dataset) {}
