package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.Event;
import dev.muster.application.port.EventLog;
import dev.muster.application.port.EventLog.Logged;
import dev.muster.application.port.Slice;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link EventLog} promises. */
public abstract class EventLogContract extends OnEmptyDatabase {
    private EventLog events;

    @BeforeEach
    void takeEvents() {
        events = database.events();
    }

    private static Event event(String id) {
        return event(id, NOW);
    }

    private static Event event(String id, Instant time) {
        return new Event(id, "dev.muster.run.ended", "runs/1", time, "{\"text\":\"\u00e4\ud83d\ude00\"}");
    }

    private void append(String... ids) {
        for (String id : ids) {
            write(() -> events.append(event(id)));
        }
    }

    private int sequence(int most) {
        return database.unitOfWork().write(() -> events.sequence(most));
    }

    private List<String> after(long position, int limit) {
        return events.after(position, limit).items().stream()
                .map(logged -> logged.position() + " " + logged.event().id())
                .toList();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(events.waiting()).isFalse();
        assertThat(sequence(10)).isZero();
        assertThat(events.last()).isZero();
        assertThat(events.after(0, 10)).isEqualTo(new Slice<Logged>(List.of(), false));
        assertThat(events.position("a")).isEmpty();
    }

    @Test
    void givesWhatWasAppended() {
        append("a");
        sequence(10);

        assertThat(events.after(0, 10)).isEqualTo(new Slice<>(List.of(new Logged(1, event("a"))), false));
    }

    @Test
    void keepsMilliseconds() {
        write(() -> events.append(event("a", NOW.plusNanos(1_234_567))));
        sequence(10);

        assertThat(events.after(0, 10).items()).containsExactly(new Logged(1, event("a", NOW.plusMillis(1))));
    }

    @Test
    void givesPositionsInTheOrderOfTheirAppending() {
        append("b", "a", "c");
        assertThat(events.waiting()).isTrue();
        assertThat(after(0, 10)).isEmpty();
        assertThat(events.position("b")).isEmpty();

        assertThat(sequence(2)).isEqualTo(2);
        assertThat(after(0, 10)).containsExactly("1 b", "2 a");
        assertThat(events.waiting()).isTrue();

        assertThat(sequence(2)).isEqualTo(1);
        assertThat(after(0, 10)).containsExactly("1 b", "2 a", "3 c");
        assertThat(events.waiting()).isFalse();
        assertThat(events.last()).isEqualTo(3);
        assertThat(events.position("c")).contains(3L);
        assertThat(events.position("C")).isEmpty();
    }

    @Test
    void givesWhatComesAfterAPosition() {
        append("a", "b", "c");
        sequence(10);

        assertThat(after(1, 1)).containsExactly("2 b");
        assertThat(events.after(1, 1).more()).isTrue();
        assertThat(after(1, 2)).containsExactly("2 b", "3 c");
        assertThat(events.after(1, 2).more()).isFalse();
        assertThat(after(3, 1)).isEmpty();
    }

    @Test
    void endsASliceWithTheEventThatFillsIt() {
        String large = "{\"text\":\"" + "x".repeat(Slice.BYTES / 2) + "\"}";
        write(() -> events.append(new Event("a", "type", "subject", NOW, large)));
        append("b");
        sequence(10);

        assertThat(after(0, 10)).containsExactly("1 a");
        assertThat(events.after(0, 10).more()).isTrue();
    }

    @Test
    void keepsNothingOfWhatIsRolledBack() {
        undone(() -> events.append(event("a")));
        write(() -> {
            events.append(event("b"));
            undone(() -> events.append(event("c")));
        });
        sequence(10);

        assertThat(after(0, 10)).containsExactly("1 b");
    }

    @Test
    void leavesNoGapWhenPositionsAreRolledBack() {
        append("a", "b");
        undone(() -> events.sequence(1));
        assertThat(events.last()).isZero();

        sequence(10);
        assertThat(after(0, 10)).containsExactly("1 a", "2 b");
    }

    /** Whoever has read the second one would never see the first one otherwise. */
    @Test
    void givesAGreaterPositionToWhatIsCommittedLater() {
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Future<?> slow = elsewhere(() -> {
            write(() -> {
                events.append(event("slow"));
                appended.countDown();
                passed(mayCommit);
            });
            return null;
        });
        passed(appended);
        Future<?> quick = elsewhere(() -> {
            append("quick");
            sequence(10);
            return null;
        });
        if (underTest().takesSeveralWriters()) {
            await(quick);
            assertThat(after(0, 10)).containsExactly("1 quick");
        }
        mayCommit.countDown();
        await(slow);
        await(quick);
        sequence(10);

        assertThat(after(0, 10))
                .containsExactlyElementsOf(
                        underTest().takesSeveralWriters()
                                ? List.of("1 quick", "2 slow")
                                : List.of("1 slow", "2 quick"));
    }

    private static void passed(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void givesEachPositionOnceHoweverManyTryAtOnce() {
        List<Future<Integer>> attempts = IntStream.range(0, 40)
                .mapToObj(n -> elsewhere(() -> {
                    append("e" + n);
                    return sequence(3);
                }))
                .toList();
        int sequenced = attempts.stream().mapToInt(OnEmptyDatabase::await).sum();
        sequenced += sequence(100);

        assertThat(sequenced).isEqualTo(40);
        assertThat(events.after(0, 100).items().stream().map(Logged::position))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 40).mapToObj(Long::valueOf).toList());
    }

    @Test
    void forgetsWhatIsOldButForTheNewest() {
        write(() -> events.append(event("old", NOW)));
        write(() -> events.append(event("young", NOW.plusMillis(1))));
        write(() -> events.append(event("old, but the newest", NOW)));
        sequence(10);
        write(() -> events.append(event("old, but not read yet", NOW)));

        assertThat(database.unitOfWork().<Integer>write(() -> events.forget(NOW.plusMillis(1))))
                .isEqualTo(1);
        assertThat(events.position("old")).isEmpty();
        sequence(10);
        assertThat(after(0, 10)).containsExactly("2 young", "3 old, but the newest", "4 old, but not read yet");
    }
}
