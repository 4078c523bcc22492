package dev.muster.adapters.in.cli;

import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rejections a command is about. */
final class RejectionFilter {
    @Option(names = "--run", paramLabel = "RUN", description = "Only those of this run.")
    private @Nullable RunId run;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only those of this dataset.")
    private @Nullable String dataset;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "Only those with this among their reasons, for example unknown-reference.")
    private @Nullable ReasonCode code;

    /** Whether nothing is left out. */
    boolean isEmpty() {
        return run == null && dataset == null && code == null;
    }

    /**
     * The filter that was typed.
     *
     * @param status null for all
     * @throws CommandFailed if there is no such dataset or run
     */
    Filter filter(Services services, Rejection.@Nullable Status status) {
        if (dataset != null) {
            DatasetArgument.named(dataset, services.catalog());
        }
        if (run != null && services.useCases().database().runs().find(run).isEmpty()) {
            throw CommandFailed.failure("there is no run %s".formatted(run));
        }
        return new Filter(run, dataset, code == null ? null : code.code(), status);
    }
}
