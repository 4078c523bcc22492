package dev.muster.domain.dataset;

/**
 * A field's value is the key of a record of another dataset.
 *
 * @param dataset name of that other dataset
 */
public record Reference(String dataset) {}
