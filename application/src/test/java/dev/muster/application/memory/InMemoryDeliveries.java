package dev.muster.application.memory;

import dev.muster.application.port.Deliveries;
import dev.muster.domain.dataset.CodePointOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class InMemoryDeliveries implements Deliveries {
    private static final Stand NONE = new Stand(new SortedTree<>(CodePointOrder.BY_CODE_POINT));

    private final Transactions transactions;

    InMemoryDeliveries(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param webhooks by name */
    private record Stand(SortedTree<String, Delivery> webhooks) {}

    @Override
    public void begin(String webhook, long position) {
        Optional<Delivery> before = find(webhook);
        transactions.change(state -> before.isPresent() ? state : with(state, Delivery.begun(webhook, position)));
    }

    private static State with(State state, Delivery delivery) {
        SortedTree<String, Delivery> webhooks = state.other(Stand.class, NONE).webhooks();
        return state.withOther(new Stand(webhooks.with(delivery.webhook(), delivery)));
    }

    @Override
    public Optional<Delivery> find(String webhook) {
        return Optional.ofNullable(
                transactions.state().other(Stand.class, NONE).webhooks().get(webhook));
    }

    @Override
    public boolean advance(Delivery after) {
        boolean newest = find(after.webhook())
                .filter(before -> before.version() == after.version())
                .isPresent();
        transactions.change(state -> newest ? with(state, kept(after)) : state);
        return newest;
    }

    private static Delivery kept(Delivery delivery) {
        return new Delivery(
                delivery.webhook(),
                delivery.version() + 1,
                delivery.position(),
                delivery.delivered(),
                delivery.failed(),
                delivery.attempts(),
                kept(delivery.failingSince()),
                delivery.lastError(),
                kept(delivery.lastDeliveredAt()));
    }

    private static @Nullable Instant kept(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
