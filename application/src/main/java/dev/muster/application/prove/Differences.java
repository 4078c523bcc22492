package dev.muster.application.prove;

import java.util.ArrayList;
import java.util.List;

/** Counts differences and keeps the first ones. Not thread safe. */
final class Differences {
    private final List<Difference> shown = new ArrayList<>();
    private long total;

    void add(Difference difference) {
        total++;
        if (hasRoom()) {
            shown.add(difference);
        }
    }

    /** Adds those of something that comes after. */
    void addAll(Differences later) {
        total += later.total;
        later.shown.stream().limit(Proof.SHOWN - shown.size()).forEach(shown::add);
    }

    /** Adds differences that are not told one by one. */
    void addUntold(long count) {
        total += count;
    }

    /** Returns whether one more would be kept. */
    boolean hasRoom() {
        return shown.size() < Proof.SHOWN;
    }

    long total() {
        return total;
    }

    List<Difference> shown() {
        return List.copyOf(shown);
    }
}
