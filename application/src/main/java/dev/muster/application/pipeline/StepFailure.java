package dev.muster.application.pipeline;

import dev.muster.application.Refusal;
import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An attempt of a step has failed. */
final class StepFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final boolean mayPass;
    private final transient @Nullable Duration wait;

    private StepFailure(Problem problem, boolean mayPass, @Nullable Duration wait) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.mayPass = mayPass;
        this.wait = wait;
    }

    /** Returns a failure that another attempt will meet again. */
    static StepFailure lasting(Problem problem) {
        return new StepFailure(problem, false, null);
    }

    /**
     * Returns a failure that may pass by itself.
     *
     * @param wait the shortest time to wait; null if any will do
     */
    static StepFailure passing(Problem problem, @Nullable Duration wait) {
        return new StepFailure(problem, true, wait);
    }

    static StepFailure of(Refusal refusal) {
        return new StepFailure(refusal.problem(), refusal.problem().type() == ProblemType.SOURCE_CHANGED, null);
    }

    /** @param failure of the storage or of another service */
    static StepFailure of(PortException failure) {
        return new StepFailure(failure.problem(), failure.kind().canPass(), null);
    }

    Problem problem() {
        return problem;
    }

    boolean mayPass() {
        return mayPass;
    }

    Optional<Duration> shortestWait() {
        return Optional.ofNullable(wait);
    }
}
