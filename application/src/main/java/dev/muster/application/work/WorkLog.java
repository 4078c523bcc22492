package dev.muster.application.work;

import dev.muster.domain.run.Problem;

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

    /**
     * A load broke off.
     *
     * @param what what was loaded
     * @return the fault as the problem that clients see
     */
    Problem broken(String what, Throwable fault);
}
