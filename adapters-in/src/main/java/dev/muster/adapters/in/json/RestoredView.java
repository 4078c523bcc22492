package dev.muster.adapters.in.json;

import dev.muster.domain.run.Run;
import java.util.List;
import java.util.Optional;

/**
 * A restore: the run of the first dataset.
 *
 * @param runs the runs of all datasets, in the order in which they refer to each other; absent if there is one
 */
public record RestoredView(@Member(unwrapped = true) RunView run, Optional<List<RunView>> runs) {

    /** @param runs one at least */
    public static RestoredView of(List<Run> runs) {
        List<RunView> views = runs.stream().map(RunView::of).toList();
        return new RestoredView(views.getFirst(), views.size() > 1 ? Optional.of(views) : Optional.empty());
    }
}
