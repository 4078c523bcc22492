package dev.muster.adapters.in.json;

/**
 * How many rejections were discarded at once.
 *
 * @param discarded 0 if none was open
 */
public record DiscardedView(long discarded) {}
