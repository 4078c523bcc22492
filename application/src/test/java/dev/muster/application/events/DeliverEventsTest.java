package dev.muster.application.events;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.ToldLog;
import dev.muster.application.memory.FakeClock;
import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.memory.InMemoryDatabase.Job;
import dev.muster.application.port.Database;
import dev.muster.application.port.Deliveries.Delivery;
import dev.muster.application.port.Event;
import dev.muster.application.port.PortException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliverEventsTest {
    private static final String ENDED = "dev.muster.run.ended";
    private static final String OPENED = "dev.muster.rejections.opened";

    private final InMemoryDatabase memory = new InMemoryDatabase(CATALOG);
    private final Database database = memory.ports();
    private final FakeClock clock = new FakeClock(NOW);
    private final ToldLog log = new ToldLog();

    /** What the receiver answers next; 204 when this is used up, nothing for 0. */
    private final Deque<Integer> answers = new ArrayDeque<>();

    /** Ids of events in the order in which they were sent. */
    private final List<String> sent = new ArrayList<>();

    private final DeliverEvents events = delivering(webhook("hook", EnumSet.allOf(EventType.class)));

    private static Webhook webhook(String name, Set<EventType> types) {
        return new Webhook(name, URI.create("https://example.org/" + name + "?key=secret"), new byte[24], types);
    }

    private DeliverEvents delivering(Webhook... webhooks) {
        return new DeliverEvents(
                database,
                List.of(webhooks),
                event -> event.id().getBytes(StandardCharsets.UTF_8),
                this::receive,
                clock,
                log);
    }

    private int receive(Webhook webhook, String id, Instant at, byte[] body) {
        assertThat(webhook.name()).isEqualTo("hook");
        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo(id);
        assertThat(at).isEqualTo(clock.instant());
        sent.add(id);
        int status = answers.isEmpty() ? 204 : answers.remove();
        if (status == 0) {
            throw new PortException(
                    PortException.Part.UPSTREAM, PortException.Kind.UNAVAILABLE, "example.org cannot be reached", null);
        }
        return status;
    }

    private void happens(String type, String... ids) {
        for (String id : ids) {
            database.unitOfWork().write(() -> {
                database.events().append(new Event(id, type, "runs/1", clock.instant(), "{}"));
                return null;
            });
        }
        EventPositions.upToNow(database, database.unitOfWork());
    }

    private Delivery stand() {
        return database.deliveries().find("hook").orElseThrow();
    }

    private Optional<Duration> deliver() {
        return events.deliver("hook").map(next -> Duration.between(clock.instant(), next));
    }

    @Test
    void tellsOfWhatHappensFromTheBeginningOfAWebhookOn() {
        happens(ENDED, "before");
        events.begin();
        assertThat(memory.jobs()).containsExactly(new Job("webhook", "hook", NOW));
        assertThat(deliver()).isEmpty();
        happens(ENDED, "b", "a");
        happens(OPENED, "c");

        assertThat(deliver()).isEmpty();
        assertThat(sent).containsExactly("b", "a", "c");
        assertThat(stand()).isEqualTo(new Delivery("hook", 3, 4, 3, 0, 0, null, null, NOW));

        events.begin();
        assertThat(deliver()).isEmpty();
        assertThat(sent).hasSize(3);
    }

    @Test
    void tellsOnlyOfWhatIsWanted() {
        DeliverEvents some = delivering(webhook("hook", Set.of(EventType.REJECTIONS_OPENED)));
        some.begin();
        happens(ENDED, "a");
        happens(OPENED, "b");
        happens(ENDED, "c", "d");

        assertThat(some.deliver("hook")).isEmpty();
        assertThat(sent).containsExactly("b");
        assertThat(stand().position()).isEqualTo(4);
        assertThat(stand().delivered()).isEqualTo(1);
    }

    @Test
    void knowsNoOthers() {
        assertThat(events.deliver("other")).isEmpty();
        assertThat(events.deliver("hook")).isEmpty();
    }

    @Test
    void doesMoreThanAPageInItsOrder() {
        events.begin();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            ids.add("e" + i);
        }
        happens(ENDED, ids.toArray(String[]::new));

        assertThat(deliver()).isEmpty();
        assertThat(sent).isEqualTo(ids);
    }

    @Test
    void sendsAgainWithGrowingPausesBeforeAnythingElse() {
        events.begin();
        happens(ENDED, "a", "b");
        answers.addAll(List.of(500, 302, 0, 404, 500, 500));
        List<Duration> pauses = new ArrayList<>();
        for (Optional<Duration> pause; (pause = deliver()).isPresent(); ) {
            pauses.add(pause.get());
            clock.advance(pause.get());
        }

        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
        assertThat(sent).containsExactly("a", "a", "a", "a", "a", "a", "a", "b");
        assertThat(stand())
                .isEqualTo(new Delivery("hook", 8, 2, 2, 0, 0, null, "the answer has status 500", clock.instant()));
        assertThat(log.told()).isEmpty();
    }

    @Test
    void saysWhyItFails() {
        events.begin();
        happens(ENDED, "a");
        answers.addAll(List.of(301, 0));
        deliver();
        assertThat(stand()).isEqualTo(new Delivery("hook", 1, 0, 0, 0, 1, NOW, "the answer has status 301", null));
        deliver();
        assertThat(stand().lastError()).isEqualTo("example.org cannot be reached");
    }

    /** Also when all of a day was in vain: whoever comes back gets what is less than a day old. */
    @Test
    void givesUpAfterADayAndGoesOn() {
        events.begin();
        happens(ENDED, "old");
        clock.advance(Duration.ofHours(20));
        answers.addAll(Collections.nCopies(100, 503));
        Instant begin = clock.instant();
        deliver();
        happens(ENDED, "young");
        Optional<Duration> pause = Optional.of(Duration.ofHours(1));
        while (stand().failed() == 0) {
            clock.advance(pause.orElseThrow());
            pause = deliver();
        }
        assertThat(Duration.between(begin, clock.instant())).isEqualTo(Duration.ofDays(1));
        assertThat(pause).contains(Duration.ofSeconds(5));
        assertThat(log.told())
                .containsExactly("given up: webhook hook is not told of event old: the answer has status 503");
        assertThat(stand().position()).isEqualTo(1);

        answers.clear();
        clock.advance(Duration.ofSeconds(5));
        assertThat(deliver()).isEmpty();
        assertThat(sent.getLast()).isEqualTo("young");
        assertThat(stand().delivered()).isEqualTo(1);
        assertThat(stand().failed()).isEqualTo(1);
    }

    /** One that is refused for what it is does not take others with it: each is sent at least once. */
    @Test
    void givesUpOneAfterTheOther() {
        events.begin();
        happens(ENDED, "a", "b", "c");
        answers.addAll(List.of(400, 400, 400));
        deliver();
        clock.advance(Duration.ofDays(1));
        assertThat(deliver()).contains(Duration.ofSeconds(5));
        assertThat(deliver()).contains(Duration.ofSeconds(5));
        assertThat(deliver()).isEmpty();

        assertThat(sent).containsExactly("a", "a", "b", "c");
        assertThat(stand().failed()).isEqualTo(2);
        assertThat(stand().delivered()).isEqualTo(1);
    }

    /** As when an instance was stopped while it sent, and another one has gone on meanwhile. */
    @Test
    void stopsIfSomebodyElseDelivers() {
        events.begin();
        happens(ENDED, "a", "b");
        DeliverEvents stopped = new DeliverEvents(
                database,
                List.of(webhook("hook", EnumSet.allOf(EventType.class))),
                event -> new byte[0],
                (webhook, id, at, body) -> {
                    events.deliver("hook");
                    return 200;
                },
                clock,
                log);

        assertThat(stopped.deliver("hook")).isPresent();
        assertThat(sent).containsExactly("a", "b");
        assertThat(stand().delivered()).isEqualTo(2);
        assertThat(stand().position()).isEqualTo(2);
    }

    @Test
    void hidesWhatIsSecret() {
        assertThat(webhook("hook", Set.of(EventType.RUN_ENDED)).toString())
                .isEqualTo("Webhook[name=hook, url=https://example.org/hook?***, types=[RUN_ENDED]]");
    }
}
