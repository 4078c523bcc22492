package dev.muster.adapters.out.formats.read;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;

/** The content of a workbook makes it impossible to read on. It is thrown through parsers, which let only this through. */
@SuppressWarnings("serial") // It goes nowhere but to the reader of the workbook.
final class UnreadableWorkbook extends IOException {
    private final Problem problem;

    UnreadableWorkbook(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /** @param fault what is wrong: the continuation of "the workbook" */
    static UnreadableWorkbook damaged(String fault) {
        return new UnreadableWorkbook(new Problem(ProblemType.MALFORMED_XLSX, "the workbook " + fault));
    }

    Problem problem() {
        return problem;
    }
}
