package dev.muster.application.memory;

import dev.muster.application.port.Event;
import dev.muster.application.port.EventLog;
import dev.muster.application.port.Slice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One transaction writes at a time, so events are committed in the order in which they are appended. */
final class InMemoryEventLog implements EventLog {
    private static final Log NONE = new Log(0, 0, new SortedTree<>(Comparator.<Long>naturalOrder()));

    private final Transactions transactions;

    InMemoryEventLog(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * @param appended number of events that were ever appended
     * @param sequenced number of the first ones that have positions
     * @param events those that are kept, by their order from 1, which is their position if they have one
     */
    private record Log(long appended, long sequenced, SortedTree<Long, Logged> events) {}

    private Log log() {
        return transactions.state().other(Log.class, NONE);
    }

    private static Event kept(Event event) {
        return new Event(
                event.id(), event.type(), event.subject(), event.time().truncatedTo(ChronoUnit.MILLIS), event.data());
    }

    @Override
    public void append(Event event) {
        transactions.change(state -> {
            Log log = state.other(Log.class, NONE);
            if (log.events().after(null).anyMatch(other -> other.event().id().equals(event.id()))) {
                throw new IllegalStateException("there is an event %s already".formatted(event.id()));
            }
            long order = log.appended() + 1;
            return state.withOther(new Log(
                    order, log.sequenced(), log.events().with(order, new Logged(order, kept(event)))));
        });
    }

    @Override
    public boolean waiting() {
        return log().sequenced() < log().appended();
    }

    @Override
    public int sequence(int most) {
        Log before = log();
        long sequenced = Math.min(before.sequenced() + most, before.appended());
        transactions.change(state -> state.withOther(new Log(before.appended(), sequenced, before.events())));
        return (int) (sequenced - before.sequenced());
    }

    @Override
    public long last() {
        return log().sequenced();
    }

    @Override
    public Optional<Long> position(String id) {
        return after(0, Integer.MAX_VALUE).items().stream()
                .filter(logged -> logged.event().id().equals(id))
                .map(Logged::position)
                .findFirst();
    }

    @Override
    public Slice<Logged> after(long position, int limit) {
        Log log = log();
        return Slice.of(
                log.events()
                        .after(position)
                        .takeWhile(logged -> logged.position() <= log.sequenced())
                        .iterator(),
                limit,
                Logged::bytes);
    }

    @Override
    public int forget(Instant before) {
        Log log = log();
        List<Logged> old = log.events()
                .after(null)
                .filter(logged -> logged.position() < log.sequenced()
                        && logged.event().time().isBefore(before))
                .toList();
        transactions.change(state -> {
            SortedTree<Long, Logged> left = log.events();
            for (Logged logged : old) {
                left = left.without(logged.position());
            }
            return state.withOther(new Log(log.appended(), log.sequenced(), left));
        });
        return old.size();
    }
}
