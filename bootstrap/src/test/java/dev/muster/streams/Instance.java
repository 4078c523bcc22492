package dev.muster.streams;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.adapters.in.kafka.KafkaConsumers;
import dev.muster.adapters.out.formats.read.TextDecoding;
import dev.muster.adapters.out.kafka.Kafka;
import dev.muster.application.ingest.IngestMessages;
import dev.muster.application.ingest.TimeOrderedIds;
import dev.muster.application.memory.InMemoryObjectStore;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.PortException;
import dev.muster.application.port.Tracing;
import dev.muster.application.port.UnitOfWork;
import dev.muster.application.streams.ConsumeStreams;
import dev.muster.application.streams.HeldUp;
import dev.muster.application.streams.StreamSettings;
import dev.muster.application.streams.Streams;
import dev.muster.application.work.WorkLog;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** What one process of the service has to do with streams: consumers on a database that can be made to fail. */
final class Instance implements AutoCloseable {
    final Streams streams;

    /** What the log tells, in order. */
    final List<String> told = new CopyOnWriteArrayList<>();

    private final Transactions transactions;
    private final Kafka.Topics topics;
    private final KafkaConsumers consumers;

    /** One that reads a topic as transactions, with further properties of Kafka's clients as names and values. */
    Instance(Map<String, Object> broker, Database database, String topic, Object... further) {
        Map<String, Object> properties = new HashMap<>(broker);
        properties.putAll(Map.of("metadata.max.age.ms", 1_000, "session.timeout.ms", 6_000));
        for (int i = 0; i < further.length; i += 2) {
            properties.put((String) further[i], further[i + 1]);
        }
        StreamSettings settings = new StreamSettings(true, Map.of(topic, "transactions"), Mode.UPSERT);
        InstantSource clock = InstantSource.system();
        IdSource ids = new TimeOrderedIds(clock, new SecureRandom());
        HeldUp heldUp = new HeldUp();
        transactions = new Transactions(database.unitOfWork());
        topics = Kafka.topics(properties);
        Database seen = database.with(transactions);
        streams = new Streams(settings, seen, topics, heldUp, ids, clock);
        IngestMessages ingest = new IngestMessages(
                CATALOG, seen, new InMemoryObjectStore(), TextDecoding.decoder(), clock, ids, Mode.UPSERT);
        consumers = new KafkaConsumers(
                new ConsumeStreams(settings, ingest, seen, topics, heldUp, ids, clock, Tracing.NONE),
                properties,
                new Told());
        consumers.start();
    }

    /** Lets all transactions fail from now on, or no more. */
    void databaseIsDown(boolean down) {
        transactions.down = down;
    }

    /** Lets transactions wait before they begin, from now on. */
    void databaseStops() {
        transactions.gate.drainPermits();
    }

    void databaseGoesOn() {
        transactions.gate.release(Transactions.OPEN);
    }

    /** How many transactions wait. */
    int waiting() {
        return transactions.gate.getQueueLength();
    }

    @Override
    public void close() {
        consumers.close();
        topics.close();
    }

    private static final class Transactions implements UnitOfWork {
        private static final int OPEN = 1 << 20;

        private final UnitOfWork real;
        private final Semaphore gate = new Semaphore(OPEN);
        private volatile boolean down;

        Transactions(UnitOfWork real) {
            this.real = real;
        }

        @Override
        public <T> T decide(Supplier<End<T>> work) {
            if (down) {
                throw new PortException(
                        PortException.Part.DATABASE,
                        PortException.Kind.UNAVAILABLE,
                        "the database cannot be reached",
                        null);
            }
            gate.acquireUninterruptibly();
            try {
                return real.decide(work);
            } finally {
                gate.release();
            }
        }

        @Override
        public UnitOfWork patient() {
            return this;
        }

        @Override
        public <T> T read(Supplier<T> work) {
            return real.read(work);
        }
    }

    private final class Told implements WorkLog {
        @Override
        public void done(String what) {
            told.add(what);
        }

        @Override
        public void wrong(String what) {
            told.add(what);
        }

        @Override
        public void givenUp(String what) {
            told.add(what);
        }

        @Override
        public void failed(String what, Throwable fault) {
            told.add(what + ": " + fault.getMessage());
        }

        @Override
        public Problem broken(String what, Throwable fault) {
            throw new IllegalStateException(what, fault);
        }
    }
}
