package dev.muster.application;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;

/** A request is refused because of the request itself, and nothing has changed. Carries the problem to answer with. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public Refusal(Problem problem) {
        // Nobody looks for the place in the code, because the problem says everything.
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Refusal(ProblemType type, String detail) {
        this(new Problem(type, detail));
    }

    public Problem problem() {
        return problem;
    }
}
