package dev.muster.adapters.in.json;

import dev.muster.application.events.DeliverEvents;
import dev.muster.application.events.EventType;
import dev.muster.application.port.Deliveries.Delivery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook, and how the deliveries to it stand.
 *
 * @param url without what its query says, which is often a secret
 * @param failed number of events that were given up
 * @param lastError why the last attempt failed that did; null if none did
 * @param lastDeliveredAt null if nothing was delivered yet
 */
public record WebhookView(
        String name,
        String url,
        List<String> types,
        long delivered,
        long failed,
        @Nullable String lastError,
        @Nullable Instant lastDeliveredAt) {

    public static WebhookView of(DeliverEvents.Standing standing) {
        Delivery delivery = standing.delivery();
        return new WebhookView(
                standing.webhook().name(),
                standing.webhook().shownUrl(),
                standing.webhook().types().stream().map(EventType::code).toList(),
                delivery.delivered(),
                delivery.failed(),
                delivery.lastError(),
                delivery.lastDeliveredAt());
    }
}
