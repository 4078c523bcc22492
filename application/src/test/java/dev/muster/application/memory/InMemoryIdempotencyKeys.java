package dev.muster.application.memory;

import dev.muster.application.port.IdempotencyKeys;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class InMemoryIdempotencyKeys implements IdempotencyKeys {
    private final Transactions transactions;

    InMemoryIdempotencyKeys(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<Bound> bind(String key, String requestSha256, RunId run, Instant at, Instant since) {
        Optional<Bound> before = find(key, since);
        transactions.change(state -> {
            if (state.runs().get(run) == null) {
                throw new IllegalStateException("run %s is not on record".formatted(run));
            }
            return before.isPresent()
                    ? state
                    : state.withKeys(
                            state.keys().with(key, new State.BoundKey(key, new Bound(requestSha256, run, null), at)));
        });
        return before;
    }

    @Override
    public Optional<Bound> find(String key, Instant since) {
        return Optional.ofNullable(transactions.state().keys().get(key))
                .filter(found -> !found.at().isBefore(since))
                .map(State.BoundKey::bound);
    }

    @Override
    public void answer(String key, RunId run, Answer answer) {
        transactions.change(state -> {
            State.BoundKey found = state.keys().get(key);
            return found == null
                            || !found.bound().run().equals(run)
                            || found.bound().answer() != null
                    ? state
                    : state.withKeys(state.keys()
                            .with(
                                    key,
                                    new State.BoundKey(
                                            key, new Bound(found.bound().requestSha256(), run, answer), found.at())));
        });
    }

    @Override
    public int forget(Instant before) {
        List<State.BoundKey> old = transactions
                .state()
                .keys()
                .after(null)
                .filter(key -> key.at().isBefore(before))
                .toList();
        transactions.change(state -> {
            SortedTree<String, State.BoundKey> left = state.keys();
            for (State.BoundKey key : old) {
                left = left.without(key.key());
            }
            return state.withKeys(left);
        });
        return old.size();
    }
}
