package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.json.LoadView;
import dev.muster.application.ingest.Ingested;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import java.io.IOException;

/** Ends a command that loaded an input. */
final class LoadEnding {
    private LoadEnding() {}

    /**
     * Tells what became of the input.
     *
     * @param dryRun whether nothing was to be stored
     * @param json whether to print what the API answers
     * @return the code to exit with
     */
    static int tell(Terminal terminal, Dataset dataset, Ingested ingested, boolean dryRun, boolean json)
            throws IOException {
        if (json) {
            JsonLines.print(terminal, view(dataset, ingested, dryRun));
        } else {
            RunText.print(terminal, dataset, ingested, dryRun);
        }
        Run run = ingested.run();
        Problem error = run.error();
        if (error != null) {
            terminal.out().flush();
            terminal.say("%s: %s".formatted(error.type().slug(), error.detail()));
        }
        if (run.status() != RunStatus.SUCCEEDED) {
            return ExitCodes.FAILED;
        }
        if (run.counts().rejected() == 0) {
            return ExitCodes.DONE;
        }
        if (!dryRun && !json) {
            terminal.out().flush();
            boolean own = ingested.rejections().stream()
                    .anyMatch(rejection -> rejection.id().run().equals(run.id()));
            terminal.say(
                    own
                            ? "the rejected records are kept: muster rejections --run %s".formatted(run.id())
                            : "the rejections stay as they were: muster rejections --dataset %s --status open"
                                    .formatted(run.dataset()));
        }
        return ExitCodes.DONE_WITH_REJECTIONS;
    }

    private static LoadView view(Dataset dataset, Ingested ingested, boolean dryRun) {
        Problem error = ingested.run().error();
        if (error != null) {
            return LoadView.failed(ingested, error, dryRun);
        }
        return dryRun ? LoadView.rehearsed(ingested, dataset) : LoadView.ingested(ingested);
    }
}
