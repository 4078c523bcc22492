package dev.muster.adapters.in.cli;

import dev.muster.domain.run.RunId;

/** Runs by the ids that are typed. */
final class RunIds {
    private RunIds() {}

    /**
     * The id of a run, which may or may not be there.
     *
     * @throws CommandFailed if it has not the form of one
     */
    static RunId read(String text) {
        return RunId.parse(text).orElseThrow(() -> CommandFailed.usage("'%s' is no id of a run".formatted(text)));
    }
}
