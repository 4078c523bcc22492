package dev.muster.application.work;

import dev.muster.domain.run.Problem;
import dev.muster.domain.run.RunId;
import java.util.function.Supplier;

/** Tells operators what happens in work that nobody waits for. Thread safe. */
public interface WorkLog {

    /** Something was done. */
    void done(String what);

    /** Something is wrong. */
    void wrong(String what);

    /** Something will not be done unless somebody acts. */
    void givenUp(String what);

    /** Something failed for now and will be tried again. */
    void failed(String what, Throwable fault);

    /** Returns {@code work} so that all that it tells, on whichever thread it is done, is known to be about a run. */
    default <T> Supplier<T> about(RunId run, Supplier<T> work) {
        return work;
    }

    /**
     * A load broke off.
     *
     * @param what what was loaded
     * @return the fault as the problem that clients see
     */
    Problem broken(String what, Throwable fault);
}
