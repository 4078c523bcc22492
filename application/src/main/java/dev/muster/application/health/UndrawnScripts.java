package dev.muster.application.health;

import dev.muster.application.work.WorkLog;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The scripts of the texts in charts that no installed font can draw. Those who look at a picture see boxes instead, and nobody
 * would tell why. Thread safe.
 */
public final class UndrawnScripts {
    private final Set<String> scripts = new ConcurrentSkipListSet<>();
    private final WorkLog log;

    public UndrawnScripts(WorkLog log) {
        this.log = log;
    }

    /** Remembers scripts, by names such as {@code Thai}, and tells of those that were not found before. */
    public void found(Collection<String> undrawn) {
        if (scripts.addAll(undrawn)) {
            told().ifPresent(log::wrong);
        }
    }

    /** Returns what is wrong and what to do about it; empty if every text could be drawn. */
    public Optional<String> told() {
        return scripts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "no installed font can draw %s: charts show boxes instead; packages of fonts such as fonts-noto-core, fonts-noto-cjk and fonts-symbola have them"
                                .formatted(String.join(", ", scripts)));
    }
}
