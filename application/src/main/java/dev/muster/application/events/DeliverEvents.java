package dev.muster.application.events;

import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.application.port.Deliveries.Delivery;
import dev.muster.application.port.Event;
import dev.muster.application.port.EventLog.Logged;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Schedules;
import dev.muster.application.work.WorkLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells webhooks of events: each webhook of each event that it wants, at least once, one after the other in the order of
 * their positions. An event that a webhook does not take is sent again with growing pauses for a day, and then given up, so
 * that those behind it have their turn. Thread safe.
 */
public final class DeliverEvents {
    /** The kind of the jobs, whose ids are the names of webhooks. */
    public static final String JOBS = "webhook";

    private static final int MOST_AT_ONCE = 8;
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 10;

    /** How long after its first attempt an event is given up. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1));

    private final Database database;
    private final Map<String, Webhook> webhooks = new LinkedHashMap<>();
    private final Function<Event, byte[]> form;
    private final Sender sender;
    private final InstantSource clock;
    private final WorkLog log;

    /** @param form gives the body of the request that tells of an event */
    public DeliverEvents(
            Database database,
            List<Webhook> webhooks,
            Function<Event, byte[]> form,
            Sender sender,
            InstantSource clock,
            WorkLog log) {
        this.database = database;
        webhooks.forEach(webhook -> this.webhooks.put(webhook.name(), webhook));
        this.form = form;
        this.sender = sender;
        this.clock = clock;
        this.log = log;
    }

    /** Sends requests to other services. Thread safe. */
    public interface Sender {
        /**
         * Posts an event to a webhook, signed with its secret. Follows no redirect.
         *
         * @param id the same whenever the same event is sent again
         * @param at when it is sent
         * @param body the event
         * @return the status of the answer
         * @throws PortException if there is none within 15 seconds
         * @throws Refusal if the address must not be reached
         */
        int post(Webhook webhook, String id, Instant at, byte[] body);
    }

    /** A webhook, and how the deliveries to it stand. */
    public record Standing(Webhook webhook, Delivery delivery) {}

    /** Returns the webhooks by name, and how the deliveries to them stand. */
    public List<Standing> webhooks() {
        return webhooks.values().stream()
                .map(webhook -> new Standing(
                        webhook,
                        database.deliveries().find(webhook.name()).orElseGet(() -> Delivery.begun(webhook.name(), 0))))
                .toList();
    }

    /** Returns whether there is no webhook. */
    public boolean isIdle() {
        return webhooks.isEmpty();
    }

    /** Returns the jobs that deliver events. */
    public Schedules.JobKind jobs() {
        return new Schedules.JobKind(JOBS, Math.clamp(webhooks.size(), 1, MOST_AT_ONCE), this::deliver);
    }

    /** Puts new webhooks on record, which are told of what happens from now on, and has all told of what is left. */
    public void begin() {
        if (isIdle()) {
            return;
        }
        long last = EventPositions.upToNow(database, database.unitOfWork().patient());
        database.unitOfWork().write(() -> {
            webhooks.keySet().forEach(name -> database.deliveries().begin(name, last));
            enqueue();
            return null;
        });
    }

    /** Has the webhooks told of what has happened. There must be a transaction. */
    void enqueue() {
        Instant now = clock.instant();
        webhooks.keySet().forEach(name -> database.jobs().enqueue(JOBS, name, now));
    }

    /**
     * Tells a webhook of what it has not been told of. Does nothing if it is unknown here.
     *
     * @return when to go on; empty when something happens
     */
    Optional<Instant> deliver(String name) {
        Webhook webhook = webhooks.get(name);
        Delivery stored =
                webhook == null ? null : database.deliveries().find(name).orElse(null);
        if (webhook == null || stored == null) {
            return Optional.empty();
        }
        Delivering delivering = new Delivering(webhook, stored);
        for (int page = 0; page < MOST_PAGES; page++) {
            List<Logged> events =
                    database.events().after(delivering.stand.position(), PAGE).items();
            if (events.isEmpty()) {
                return Optional.empty();
            }
            for (Logged event : events) {
                if (Thread.currentThread().isInterrupted()) {
                    return Optional.of(clock.instant());
                }
                Optional<Instant> again = delivering.handle(event);
                if (again.isPresent()) {
                    return again;
                }
            }
            if (!delivering.keep()) {
                return Optional.of(clock.instant().plus(PAUSES.getFirst()));
            }
        }
        return Optional.of(clock.instant());
    }

    /** The deliveries to one webhook, one after the other. Only the newest that is put on record can go on. */
    private final class Delivering {
        private final Webhook webhook;
        private Delivery stand;
        private boolean kept = true;

        Delivering(Webhook webhook, Delivery stand) {
            this.webhook = webhook;
            this.stand = stand;
        }

        /** Returns when to go on; empty for at once. */
        Optional<Instant> handle(Logged logged) {
            if (!webhook.wants(logged.event().type())) {
                stand = stand.passed(logged.position());
                kept = false;
                return Optional.empty();
            }
            String fault = send(logged.event());
            Instant now = clock.instant();
            Optional<Instant> again = Optional.empty();
            if (fault == null) {
                stand = stand.delivered(logged.position(), now);
            } else {
                again = Optional.of(failed(logged, fault, now));
            }
            kept = false;
            // Whoever else put something on record delivers now.
            return keep() ? again : Optional.of(now.plus(PAUSES.getFirst()));
        }

        /** Returns when to go on: with the same event, or with the next one if this one is given up. */
        private Instant failed(Logged logged, String fault, Instant now) {
            Instant since = stand.failingSince() == null ? now : stand.failingSince();
            Instant happened = logged.event().time();
            Instant last = (happened.isAfter(since) ? happened : since).plus(LONGEST);
            boolean givesUp = !now.isBefore(last);
            stand = givesUp ? stand.givenUp(logged.position(), since, fault) : stand.failed(since, fault);
            if (givesUp) {
                log.givenUp("webhook %s is not told of event %s: %s"
                        .formatted(webhook.name(), logged.event().id(), fault));
                return now.plus(PAUSES.getFirst());
            }
            Instant next = now.plus(PAUSES.get(Math.min(stand.attempts(), PAUSES.size()) - 1));
            return next.isBefore(last) ? next : last;
        }

        /** Puts on record how far this has got. Returns false if somebody else has done so since. */
        boolean keep() {
            if (kept) {
                return true;
            }
            kept = database.unitOfWork()
                    .<Boolean>write(() -> database.deliveries().advance(stand));
            stand = stand.recorded();
            return kept;
        }

        /** Returns what is wrong; null if the webhook has taken it. */
        private @Nullable String send(Event event) {
            try {
                int status = sender.post(webhook, event.id(), clock.instant(), form.apply(event));
                return status / 100 == 2 ? null : "the answer has status %s".formatted(status);
            } catch (PortException e) {
                return e.problem().detail();
            } catch (Refusal e) {
                return e.problem().detail();
            }
        }
    }
}
