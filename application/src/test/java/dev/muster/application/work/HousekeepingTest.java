package dev.muster.application.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.domain.run.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeepingTest {

    /** What failed, in order. */
    private static final class Failures implements WorkLog {
        private final List<String> told = new ArrayList<>();

        @Override
        public void failed(String what, Throwable fault) {
            told.add(what + ": " + fault.getClass().getSimpleName());
        }

        @Override
        public void done(String what) {
            throw new AssertionError(what);
        }

        @Override
        public void wrong(String what) {
            throw new AssertionError(what);
        }

        @Override
        public void givenUp(String what) {
            throw new AssertionError(what);
        }

        @Override
        public Problem broken(String what, Throwable fault) {
            throw new AssertionError(what, fault);
        }
    }

    private static PortException down() {
        return new PortException(Part.STORAGE, Kind.UNAVAILABLE, "the storage failed", null);
    }

    /** A scheduler ends a task that throws. */
    @Test
    void goesOnWithATaskHoweverItFailsAndTellsItOnce() {
        List<Throwable> faults =
                new ArrayList<>(List.of(down(), down(), new IllegalStateException("secret"), new StackOverflowError()));
        List<Throwable> thrown = new ArrayList<>();
        Failures log = new Failures();
        Runnable task = Housekeeping.task(log, "things are not done", () -> {
            if (!faults.isEmpty()) {
                Throwable next = faults.removeFirst();
                thrown.add(next);
                throw HousekeepingTest.<RuntimeException>asItIs(next);
            }
        });

        for (int i = 0; i < 4; i++) {
            task.run();
        }
        assertThat(thrown).hasSize(4);
        assertThat(log.told).containsExactly("things are not done: PortException");

        task.run();
        faults.add(new StackOverflowError());
        task.run();
        assertThat(log.told)
                .containsExactly("things are not done: PortException", "things are not done: StackOverflowError");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T asItIs(Throwable fault) throws T {
        throw (T) fault;
    }
}
