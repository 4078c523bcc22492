package dev.muster.application.work;

import dev.muster.domain.run.Problem;

/** Tells those who run the program what happens in work that nobody waits for. Thread safe. */
public interface WorkLog {

    /** Something was done. */
    void done(String what);

    /** Something is not as it should be. */
    void wrong(String what);

    /** Something will not be done, unless somebody does something about it. */
    void givenUp(String what);

    /** Something is not done for now, and will be tried again. */
    void failed(String what, Throwable fault);

    /**
     * A load broke off.
     *
     * @param what was loaded
     * @return what the fault is to the outside
     */
    Problem broken(String what, Throwable fault);
}
