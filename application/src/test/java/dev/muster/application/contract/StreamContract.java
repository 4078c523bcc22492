package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static dev.muster.application.fixtures.Fixtures.department;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.IngestMessages;
import dev.muster.application.memory.InMemoryTopics;
import dev.muster.application.memory.LineDecoder;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.RunStore;
import dev.muster.application.port.StreamStore;
import dev.muster.application.port.StreamStore.Position;
import dev.muster.application.port.StreamTopics;
import dev.muster.application.port.Tracing;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.application.runs.CancelRun;
import dev.muster.application.runs.TraceRecord;
import dev.muster.application.runs.UndoRun;
import dev.muster.application.streams.ConsumeStreams;
import dev.muster.application.streams.ConsumeTopic;
import dev.muster.application.streams.EndStreamRuns;
import dev.muster.application.streams.HeldUp;
import dev.muster.application.streams.StreamSettings;
import dev.muster.application.streams.Streams;
import dev.muster.application.streams.Streams.OfPartition;
import dev.muster.application.streams.Streams.OfTopic;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Message;
import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.MessageOrigin.Header;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes of messages of streams, on a database that keeps the contracts of its ports. */
public abstract class StreamContract extends OnEmptyDatabase {
    private static final String TOPIC = "changes";
    private static final StreamSettings SETTINGS =
            new StreamSettings(true, Map.of(TOPIC, DEPARTMENTS.name()), Mode.UPSERT);
    private static final StreamStore.Partition PARTITION =
            new StreamStore.Partition("id 1", TOPIC, DEPARTMENTS.name(), 0);
    private static final Instant SENT = Instant.parse("2026-02-28T23:59:59.987Z");

    private Installation muster;
    private InMemoryTopics topics;
    private HeldUp heldUp;
    private StreamStore streams;

    @BeforeEach
    void install() {
        muster = Installation.on(database, new LineDecoder());
        // The numbers of the runs that are on record already.
        muster.ids.nextRunId();
        muster.ids.nextRunId();
        topics = new InMemoryTopics().with(TOPIC, "id 1");
        heldUp = new HeldUp();
        streams = database.streams();
    }

    private IngestMessages ingestMessages() {
        return new IngestMessages(
                CATALOG, database, muster.objects, muster.decoder, muster.clock, muster.ids, Mode.UPSERT);
    }

    private ConsumeTopic consumer() {
        return new ConsumeStreams(
                        SETTINGS, ingestMessages(), database, topics, heldUp, muster.ids, muster.clock, Tracing.NONE)
                .topics()
                .getFirst();
    }

    /** A consumer that has partitions. */
    private ConsumeTopic consumer(Integer... partitions) {
        ConsumeTopic consumer = consumer();
        consumer.begin(List.of(partitions));
        return consumer;
    }

    /** Messages of a partition, from an offset on; null is a tombstone. */
    private static List<Message> messages(int partition, long offset, String... values) {
        List<Message> messages = new ArrayList<>();
        for (String value : values) {
            messages.add(new Message(
                    new MessageOrigin(TOPIC, partition, offset + messages.size(), SENT, null, List.of()),
                    value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
        }
        return messages;
    }

    private Run onlyStream() {
        List<Run> found = runs.list(DEPARTMENTS.name(), null, null, 100).stream()
                .filter(run -> run.source().kind() == Source.Kind.KAFKA)
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    // ---- what the store keeps

    @Test
    void aPositionMovesOnlyFromWhereItIs() {
        Instant later = NOW.plusSeconds(1);
        write(() -> {
            assertThat(streams.move(PARTITION, 0L, 5, null, NOW)).isFalse();
            assertThat(streams.move(PARTITION, null, 5, "why", NOW)).isTrue();
        });
        write(() -> {
            assertThat(streams.move(PARTITION, null, 9, null, later)).isFalse();
            assertThat(streams.move(PARTITION, 4L, 9, null, later)).isFalse();
        });
        assertThat(streams.position("id 1", 0)).contains(new Position("id 1", 0, 5, "why", NOW));

        write(() -> assertThat(streams.move(PARTITION, 5L, 9, null, later)).isTrue());
        assertThat(streams.position("id 1", 0)).contains(new Position("id 1", 0, 9, "why", later));
        write(() ->
                assertThat(streams.move(PARTITION, 9L, 9, "why else", later)).isTrue());
        assertThat(streams.position("id 1", 0)).contains(new Position("id 1", 0, 9, "why else", later));
        assertThat(streams.position("id 1", 1)).isEmpty();
        assertThat(streams.position("id 2", 0)).isEmpty();
    }

    @Test
    void listsThePositionsOfATopicThatWasMovedLastLast() {
        StreamStore.Partition other = new StreamStore.Partition("id 0", TOPIC, DEPARTMENTS.name(), 0);
        StreamStore.Partition foreign = new StreamStore.Partition("id 3", "other", DEPARTMENTS.name(), 0);
        write(() -> {
            streams.move(new StreamStore.Partition("id 1", TOPIC, DEPARTMENTS.name(), 10), null, 1, null, NOW);
            streams.move(new StreamStore.Partition("id 1", TOPIC, DEPARTMENTS.name(), 9), null, 2, null, NOW);
            streams.move(other, null, 3, null, NOW.plusSeconds(1));
            streams.move(foreign, null, 4, null, NOW);
        });

        assertThat(streams.positions(TOPIC).stream().map(Position::nextOffset)).containsExactly(2L, 1L, 3L);
        assertThat(streams.positions("none")).isEmpty();
    }

    @Test
    void aGroupStaysAndSoDoesAPause() {
        assertThat(streams.isPaused(TOPIC)).isFalse();
        write(() -> assertThat(streams.group(TOPIC, "first")).isEqualTo("first"));
        write(() -> assertThat(streams.group(TOPIC, "second")).isEqualTo("first"));
        assertThat(streams.isPaused(TOPIC)).isFalse();
        write(() -> streams.pause(TOPIC, true));
        assertThat(streams.isPaused(TOPIC)).isTrue();
        assertThat(streams.isPaused("other")).isFalse();
        write(() -> streams.pause(TOPIC, false));
        assertThat(streams.isPaused(TOPIC)).isFalse();
    }

    @Test
    void aStreamHasOneRunADayUnderWay() {
        Run run = streamRun(10, NOW);
        createRun(run);
        assertThatThrownBy(() -> createRun(streamRun(11, NOW.plusSeconds(60))))
                .isInstanceOfSatisfying(
                        PortException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(PortException.Kind.CONFLICT));
        createRun(streamRun(12, NOW.plus(Duration.ofDays(1))));

        assertThat(runs.streams().stream().map(Run::id)).containsExactly(new RunId(10), new RunId(12));
        assertThat(runs.unfinished().stream().map(RunStore.Unfinished::run)).doesNotContain(run.id(), new RunId(12));
        assertThat(held(NOW)).contains(new RunId(12));
        assertThat(held(NOW.plus(Duration.ofDays(2)))).isEmpty();
        assertThat(database.unitOfWork()
                        .write(() -> runs.holdStream(TOPIC, DEPARTMENTS.name(), Mode.INSERT, Instant.EPOCH)))
                .isEmpty();
        assertThat(database.unitOfWork()
                        .write(() -> runs.holdStream("other", DEPARTMENTS.name(), Mode.UPSERT, Instant.EPOCH)))
                .isEmpty();
    }

    private static Run streamRun(long id, Instant at) {
        return Run.started(
                new RunId(id),
                DEPARTMENTS,
                Mode.UPSERT,
                LoadOptions.ofMessages(),
                new Source(Source.Kind.KAFKA, TOPIC, null, 0),
                at);
    }

    private Optional<RunId> held(Instant since) {
        return database.unitOfWork()
                .write(() -> runs.holdStream(TOPIC, DEPARTMENTS.name(), Mode.UPSERT, since))
                .map(found -> found.run().id());
    }

    // ---- messages

    @Test
    void messagesBecomeRowsAndRejectionsOfOneRunADay() {
        MessageOrigin origin = new MessageOrigin(
                TOPIC,
                1,
                7,
                SENT,
                new byte[] {'k', (byte) 0xFF},
                List.of(
                        new Header("a", new byte[] {1}),
                        new Header("a", null),
                        new Header("\u00e4\u0000", new byte[0])));
        ConsumeTopic consumer = consumer(0, 1);

        assertThat(consumer.take(0, messages(0, 3, "1,A", "2,B", "1,C"), 6)).isTrue();
        assertThat(consumer.take(1, List.of(new Message(origin, new byte[] {'b', 'a', 'd', (byte) 0xFF})), 9))
                .isTrue();
        assertThat(consumer.take(0, messages(0, 6, null, "2,B"), 8)).isTrue();

        Run run = onlyStream();
        assertThat(run)
                .usingRecursiveComparison()
                .ignoringFields("id", "datasetFingerprint", "startedAt", "checkpoint", "rejectionsByCode")
                .isEqualTo(new Run(
                        run.id(),
                        DEPARTMENTS.name(),
                        null,
                        Mode.UPSERT,
                        LoadOptions.ofMessages(),
                        RunStatus.RUNNING,
                        new Source(Source.Kind.KAFKA, TOPIC, null, 0),
                        null,
                        Counts.of(2, 1, 1, 2),
                        Map.of(),
                        run.checkpoint(),
                        16,
                        NOW,
                        null,
                        null));
        assertThat(run.checkpoint().records()).isEqualTo(6);
        assertThat(run.rejectionsByCode()).containsExactly(Map.entry("column-count", 1L), Map.entry("required", 1L));
        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(1, "C"), department(2, "B"));
        assertThat(streams.positions(TOPIC).stream().map(Position::nextOffset)).containsExactly(8L, 9L);
        List<Rejection> rejected = Fixtures.all(rejections);
        assertThat(rejected.get(0))
                .usingRecursiveComparison()
                .isEqualTo(new Rejection(
                        new Rejection.Id(run.id(), 4),
                        DEPARTMENTS.name(),
                        1,
                        Rejection.Status.OPEN,
                        rejected.get(0).reasons(),
                        new byte[] {'b', 'a', 'd', (byte) 0xFF},
                        null,
                        null,
                        origin,
                        NOW));
        assertThat(rejected.get(1).reasons().stream().map(reason -> reason.code() + " " + reason.field()))
                .containsExactly(ReasonCode.REQUIRED + " id");
        assertThat(rejected.get(1).raw()).isEmpty();
        assertThat(runs.batchOf(run.id(), 4).map(RunBatch::provenance))
                .contains(new Provenance.Stream("id 1", 1, 7, 9));
        assertThat(muster.prove().differences()).isEmpty();
    }

    @Test
    void aMessageHasOneOutcomeWhoeverReadsItHowOften() {
        ConsumeTopic first = consumer(0);
        ConsumeTopic second = consumer(0);
        assertThat(first.take(0, messages(0, 0, "1,A", "x"), 2)).isTrue();
        // It does not know that somebody else was first.
        assertThat(second.take(0, messages(0, 0, "1,A", "x", "2,B"), 3)).isFalse();
        assertThat(second.begin(Set.of(0))).isEqualTo(Map.of(0, Optional.of(2L)));
        // It reads from too far back, as after a reset.
        assertThat(second.take(0, messages(0, 0, "1,A", "x", "2,B"), 3)).isTrue();
        assertThat(second.take(0, messages(0, 0, "1,A"), 1)).isTrue();
        assertThat(first.take(0, messages(0, 2, "2,B", "3,C"), 4)).isFalse();

        assertThat(onlyStream().counts()).isEqualTo(Counts.of(2, 0, 0, 1));
        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(1, "A"), department(2, "B"));
        assertThat(muster.prove().differences()).isEmpty();
    }

    @Test
    void severalReadersCommitToOneRunAtTheSameTime() throws Exception {
        List<Future<?>> readers = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            int own = partition;
            ConsumeTopic consumer = consumer(own);
            readers.add(elsewhere(() -> {
                for (int i = 0; i < 10; i++) {
                    int key = 1 + own * 100 + i;
                    List<Message> some = messages(own, 2L * i, key + ",A", "bad");
                    while (!taken(consumer, own, some, 2L * i + 2)) {
                        consumer.begin(Set.of(own));
                    }
                }
                return null;
            }));
        }
        for (Future<?> reader : readers) {
            reader.get();
        }

        assertThat(onlyStream().counts()).isEqualTo(Counts.of(30, 0, 0, 30));
        assertThat(all(DEPARTMENTS).stream().map(row -> row.recordNumber()).sorted())
                .containsExactlyElementsOf(Fixtures.all(rejections).stream()
                        .map(rejection -> rejection.id().recordNumber() - 1)
                        .sorted()
                        .toList());
        assertThat(muster.prove().differences()).isEmpty();
    }

    /** Two readers that make the run of the day at the same time conflict. */
    private static boolean taken(ConsumeTopic consumer, int partition, List<Message> messages, long to) {
        try {
            return consumer.take(partition, messages, to);
        } catch (PortException e) {
            assertThat(e.kind()).isEqualTo(PortException.Kind.CONFLICT);
            return false;
        }
    }

    @Test
    void aTopicThatWasMadeAnewStartsAtItsBeginningAndTheOldPlaceStays() {
        ConsumeTopic consumer = consumer(0);
        consumer.take(0, messages(0, 0, "1,A", "2,B"), 2);
        assertThat(consumer.isSameTopic()).isTrue();
        topics.with(TOPIC, "id 2");
        assertThat(consumer.isSameTopic()).isFalse();

        assertThat(consumer.begin(Set.of(0))).isEqualTo(Map.of(0, Optional.empty()));
        assertThat(consumer.take(0, messages(0, 0, "1,A", "3,C", "4,D"), 3)).isTrue();

        assertThat(streams.position("id 1", 0).map(Position::nextOffset)).contains(2L);
        assertThat(streams.position("id 2", 0).map(Position::nextOffset)).contains(3L);
        assertThat(onlyStream().counts()).isEqualTo(Counts.of(4, 0, 1, 0));
        topics.remove(TOPIC);
        assertThatThrownBy(consumer::isSameTopic).hasMessage("Kafka has no topic 'changes'");
        assertThatThrownBy(() -> consumer.begin(Set.of(0))).hasMessage("Kafka has no topic 'changes'");
    }

    @Test
    void offsetsGoOnWithoutMessages() {
        ConsumeTopic consumer = consumer(0);
        assertThat(consumer.take(0, List.of(), 4)).isTrue();
        assertThat(streams.position("id 1", 0).map(Position::nextOffset)).contains(4L);
        assertThat(runs.streams()).isEmpty();
    }

    @Test
    void manyReasonsAreCommittedInSeveralBatches() {
        String[] values = new String[3_000];
        Arrays.setAll(values, i -> "x".repeat(1_500) + i);

        assertThat(consumer(0).take(0, messages(0, 0, values), 3_000)).isTrue();

        Run run = onlyStream();
        assertThat(run.counts()).isEqualTo(Counts.of(0, 0, 0, 3_000));
        RunBatch last = runs.batchOf(run.id(), 3_000).orElseThrow();
        assertThat(last.firstRecord()).isGreaterThan(1);
        assertThat(last.provenance()).isEqualTo(new Provenance.Stream("id 1", 0, last.firstRecord() - 1, 3_000));
        assertThat(muster.prove().differences()).isEmpty();
    }

    @Test
    void aTimeIsInTheFutureOfWhenItsMessageWasReceived() {
        StreamStore.Partition payments = new StreamStore.Partition("id 9", "payments", TRANSACTIONS.name(), 0);
        String later = NOW.plus(Duration.ofHours(5)).toString();
        List<Message> message = messages(0, 0, "a,1,USD,web," + later);
        ingestMessages().ingest(payments, null, message, 1, null);
        muster.clock.advance(Duration.ofHours(6));
        ingestMessages().ingest(payments, 1L, messages(0, 1, "b,1,USD,web," + later), 2, null);

        Run run = runs.list(TRANSACTIONS.name(), null, null, 1).getFirst();
        assertThat(run.counts()).isEqualTo(Counts.of(1, 0, 0, 1));
        assertThat(run.rejectionsByCode()).containsExactly(Map.entry("in-future", 1L));
        assertThat(muster.prove().differences()).isEmpty();
        assertThat(replay().replay(new Rejection.Id(run.id(), 1), null)
                        .load(progress -> {})
                        .run()
                        .counts())
                .isEqualTo(Counts.of(1, 0, 0, 0));
        assertThat(muster.prove().differences()).isEmpty();
    }

    private ReplayRejections replay() {
        return new ReplayRejections(CATALOG, database, muster.objects, muster.decoder, muster.ingestRecords);
    }

    @Test
    void rowsAreTracedToTheirMessagesAndARunIsUndone() {
        ConsumeTopic consumer = consumer(0, 1);
        muster.insert(DEPARTMENTS, "2,Old\n");
        consumer.take(0, messages(0, 0, "1,A", "2,B"), 2);
        consumer.take(1, messages(1, 0, "3,C", "4,D"), 2);
        consumer.take(0, messages(0, 2, "5,E", "bad"), 4);

        assertThat(List.of(1L, 2L, 3L, 4L, 5L).stream().map(key -> lineage(DEPARTMENTS, key)))
                .containsExactly("1 1,A", "2 2,B", "3 3,C", "4 4,D", "5 5,E");
        Run run = onlyStream();
        assertThatThrownBy(() -> new CancelRun(database, muster.clock).cancel(run.id()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("pause the stream instead");
        assertThatThrownBy(() -> undo(run)).isInstanceOf(Refusal.class);

        muster.clock.advance(Duration.ofDays(1));
        new EndStreamRuns(SETTINGS, database, muster.clock).end();
        assertThat(onlyStream().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(undo(run).removed()).isEqualTo(4);
        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(2, "Old"));
        assertThat(consumer.take(0, messages(0, 4, "6,F"), 5)).isTrue();
        assertThat(muster.values(DEPARTMENTS)).containsExactly(department(2, "Old"), department(6, "F"));
        assertThat(muster.prove().differences()).isEmpty();
    }

    private UndoRun.Undone undo(Run run) {
        return new UndoRun(CATALOG, database, muster.clock).undo(run.id());
    }

    private String lineage(Dataset dataset, long key) {
        TraceRecord.Lineage lineage = new TraceRecord(CATALOG, database, muster.objects, muster.decoder)
                .trace(dataset, key)
                .orElseThrow();
        return lineage.recordNumber() + " " + new String(lineage.raw(), StandardCharsets.UTF_8);
    }

    @Test
    void aRunEndsWithItsDayOrItsTopicAndGoesOnIfThatComesBack() {
        ConsumeTopic consumer = consumer(0);
        consumer.take(0, messages(0, 0, "1,A"), 1);
        EndStreamRuns end = new EndStreamRuns(SETTINGS, database, muster.clock);
        end.end();
        assertThat(onlyStream().status()).isEqualTo(RunStatus.RUNNING);

        new EndStreamRuns(StreamSettings.OFF, database, muster.clock).end();
        assertThat(onlyStream().status()).isEqualTo(RunStatus.SUCCEEDED);
        consumer.take(0, messages(0, 1, "2,B"), 2);
        assertThat(onlyStream().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(onlyStream().counts()).isEqualTo(Counts.of(2, 0, 0, 0));

        muster.clock.advance(Duration.ofHours(15));
        consumer.take(0, messages(0, 2, "3,C"), 3);
        end.end();
        assertThat(runs.list(DEPARTMENTS.name(), null, null, 2).stream()
                        .map(run -> run.status() + " " + run.counts().inserted()))
                .containsExactly("RUNNING 1", "SUCCEEDED 2");
        assertThat(muster.prove().differences()).isEmpty();
    }

    // ---- what is told

    @Test
    void tellsHowFarTopicsAreRead() {
        topics.with(TOPIC, "id 1", new StreamTopics.Partition(0, 0, 10), new StreamTopics.Partition(1, 4, 9));
        ConsumeTopic consumer = consumer(0, 1);
        consumer.heldUp(new PortException(
                PortException.Part.DATABASE, PortException.Kind.UNAVAILABLE, "the database is down", null));
        String why = NOW.truncatedTo(ChronoUnit.SECONDS) + " the database is down";
        muster.clock.advance(Duration.ofSeconds(1));
        Instant at = muster.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        consumer.take(0, messages(0, 0, "1,A"), 1);

        Streams told = new Streams(SETTINGS, database, topics, heldUp, muster.ids, muster.clock);
        assertThat(told.list())
                .containsExactly(new OfTopic(
                        TOPIC,
                        DEPARTMENTS.name(),
                        false,
                        List.of(new OfPartition(0, 1, 9L, why, at), new OfPartition(1, 4, 5L, why, null))));
        assertThat(streams.position("id 1", 0).map(Position::lastError)).contains(why);

        assertThat(told.pause(TOPIC, true).paused()).isTrue();
        assertThat(consumer.isPaused()).isTrue();
        assertThat(told.pause(TOPIC, false).paused()).isFalse();
        assertThat(consumer.isPaused()).isFalse();
        assertThatThrownBy(() -> told.pause("other", true)).hasMessage("there is no stream 'other'");

        topics.down(true);
        String down = at.truncatedTo(ChronoUnit.SECONDS) + " Kafka cannot be reached";
        assertThat(told.list())
                .containsExactly(
                        new OfTopic(TOPIC, DEPARTMENTS.name(), false, List.of(new OfPartition(0, 1, null, down, at))));
        assertThatThrownBy(told::probe).hasMessage("Kafka cannot be reached");
    }
}
