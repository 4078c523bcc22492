package dev.muster.domain.report;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a report's numbers rest on, so that readers can check them. {@code included + outside} is the number of stored
 * rows.
 *
 * @param included number of rows, of the datasets that the report counts, that are in its numbers
 * @param outside number of the other rows of these datasets, which lie outside its parameters
 * @param excluded number of open rejections of the datasets that the report reads, by the code of their first reason,
 *     sorted
 * @param dataVersion state of the data; equal numbers mean equal answers
 * @param computedAt when that state was committed
 * @param definition what is counted and how, in words
 */
public record Receipt(
        long included,
        long outside,
        Map<String, Long> excluded,
        long dataVersion,
        Instant computedAt,
        String definition) {
    public Receipt {
        excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
    }
}
