package dev.muster.application.port;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the deliveries of events to webhooks have got. Call writing methods within a {@link UnitOfWork#write}. All
 * methods throw {@link PortException} if the database fails. Thread safe.
 */
public interface Deliveries {

    /** Puts a webhook on record that gets what comes after {@code position}, unless it is on record already. */
    void begin(String webhook, long position);

    /** Returns how far the deliveries to a webhook have got; empty if it is not on record. */
    Optional<Delivery> find(String webhook);

    /**
     * Puts on record how far the deliveries to a webhook have got.
     *
     * @param after how they stand, made of what {@link #find} gave
     * @return false if somebody else has put something on record since; nothing is changed then
     */
    boolean advance(Delivery after);

    /**
     * How the deliveries to a webhook stand.
     *
     * @param version how often it was put on record since it began
     * @param position of the last event that is delivered, given up, or not for this webhook
     * @param delivered number of events that the webhook has taken
     * @param failed number of events that were given up
     * @param attempts how often the next event was sent in vain
     * @param failingSince when the first attempt failed since the last that did not; null if the last did not
     * @param lastError what the webhook answered at the last attempt that failed; null if none did
     * @param lastDeliveredAt when an event was last delivered; null if none was
     */
    record Delivery(
            String webhook,
            long version,
            long position,
            long delivered,
            long failed,
            int attempts,
            @Nullable Instant failingSince,
            @Nullable String lastError,
            @Nullable Instant lastDeliveredAt) {

        /** Returns how the deliveries to a webhook stand that begins after the event at {@code position}. */
        public static Delivery begun(String webhook, long position) {
            return new Delivery(webhook, 0, position, 0, 0, 0, null, null, null);
        }

        /** The same after an event that is not for this webhook. */
        public Delivery passed(long next) {
            return new Delivery(webhook, version, next, delivered, failed, 0, failingSince, lastError, lastDeliveredAt);
        }

        /** The same after the webhook has taken an event. */
        public Delivery delivered(long next, Instant at) {
            return new Delivery(webhook, version, next, delivered + 1, failed, 0, null, lastError, at);
        }

        /**
         * The same after an attempt that failed.
         *
         * @param since when the first attempt failed since the last that did not
         */
        public Delivery failed(Instant since, String error) {
            return new Delivery(
                    webhook, version, position, delivered, failed, attempts + 1, since, error, lastDeliveredAt);
        }

        /** The same after an event is given up. Takes what {@link #failed(Instant, String)} takes. */
        public Delivery givenUp(long next, Instant since, String error) {
            return new Delivery(webhook, version, next, delivered, failed + 1, 0, since, error, lastDeliveredAt);
        }

        /** The same after it was put on record. */
        public Delivery recorded() {
            return new Delivery(
                    webhook,
                    version + 1,
                    position,
                    delivered,
                    failed,
                    attempts,
                    failingSince,
                    lastError,
                    lastDeliveredAt);
        }
    }
}
