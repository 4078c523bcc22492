package dev.muster.application.memory;

import dev.muster.application.port.StreamStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class InMemoryStreamStore implements StreamStore {
    private final Transactions transactions;

    InMemoryStreamStore(Transactions transactions) {
        this.transactions = transactions;
    }

    private State.Streams streams() {
        return transactions.state().streams();
    }

    @Override
    public Optional<Position> position(String topicId, int partition) {
        return Optional.ofNullable(streams().positions().get(State.Streams.key(topicId, partition)))
                .map(State.Moved::position);
    }

    @Override
    public List<Position> positions(String topic) {
        List<Position> all = streams()
                .positions()
                .after(null)
                .filter(moved -> topic.equals(moved.topic()))
                .map(State.Moved::position)
                .toList();
        Comparator<Position> byLastMove = Comparator.comparing(position -> all.stream()
                .filter(same -> same.topicId().equals(position.topicId()))
                .map(Position::changedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow());
        return all.stream().sorted(byLastMove).toList();
    }

    @Override
    public boolean move(Partition partition, @Nullable Long from, long to, @Nullable String error, Instant at) {
        Position before = position(partition.topicId(), partition.number()).orElse(null);
        if (!Objects.equals(before == null ? null : before.nextOffset(), from)) {
            transactions.change(state -> state);
            return false;
        }
        String lastError = error != null || before == null ? error : before.lastError();
        Position moved = new Position(partition.topicId(), partition.number(), to, lastError, at);
        transactions.change(state -> state.withStreams(
                state.streams().with(new State.Moved(partition.topic(), partition.dataset(), moved))));
        return true;
    }

    @Override
    public String group(String topic, String proposed) {
        transactions.change(state -> state.streams().topics().get(topic) == null
                ? state.withStreams(state.streams().with(new State.Topic(topic, proposed, false)))
                : state);
        return Objects.requireNonNull(streams().topics().get(topic)).group();
    }

    @Override
    public boolean isPaused(String topic) {
        State.Topic found = streams().topics().get(topic);
        return found != null && found.paused();
    }

    @Override
    public void pause(String topic, boolean paused) {
        transactions.change(state -> {
            State.Topic found = state.streams().topics().get(topic);
            return found == null
                    ? state
                    : state.withStreams(state.streams().with(new State.Topic(topic, found.group(), paused)));
        });
    }
}
