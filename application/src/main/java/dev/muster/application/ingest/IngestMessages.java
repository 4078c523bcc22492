package dev.muster.application.ingest;

import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.application.port.IdSource;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RunListener;
import dev.muster.application.port.RunStore.Held;
import dev.muster.application.port.StreamStore;
import dev.muster.application.port.UnitOfWork.End;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Message;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages of streams in. All that comes of some messages of a partition, and how far the partition is read, is
 * committed in one transaction, so that each message has one outcome, whoever reads it how often. Thread safe.
 *
 * <p>The messages of a topic on one UTC day are one run, to which any number of processes commit one after the other: the
 * lock on the run gives their records consecutive numbers, in the order of the commits.
 */
public final class IngestMessages {
    private final Catalog catalog;
    private final Database database;
    private final Inputs inputs;
    private final InstantSource clock;
    private final IdSource ids;
    private final Mode mode;

    /** @param mode of the runs of streams */
    public IngestMessages(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            InstantSource clock,
            IdSource ids,
            Mode mode) {
        this.catalog = catalog;
        this.database = database;
        this.inputs = new Inputs(catalog, database, objects, decoder);
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
        this.ids = ids;
        this.mode = mode;
    }

    /**
     * Takes messages in and moves the position of their partition, or does nothing.
     *
     * @param from the next offset as the caller knows it; null if nothing of the partition has an outcome
     * @param messages in the order of their offsets, few enough to be kept in memory
     * @param to the next offset after them
     * @param error why the partition was held up before; null if it was not
     * @return false if the partition is somewhere else by now: someone else reads it
     * @throws PortException if the database fails. Nothing was done then, unless the commit came through and its answer did
     *     not: ask for the position
     */
    public boolean ingest(
            StreamStore.Partition partition,
            @Nullable Long from,
            List<Message> messages,
            long to,
            @Nullable String error) {
        Instant receivedAt = clock.instant();
        byte[] frames = MessageFrames.of(messages, receivedAt);
        return database.unitOfWork().patient().decide(() -> {
            Held held = messages.isEmpty() ? null : hold(partition);
            // It comes before the rows, so that one who is late does no work.
            if (!database.streams().move(partition, from, to, error, receivedAt)) {
                return new End.Rollback<>(false);
            }
            if (held != null) {
                commit(partition, held, messages, frames, to);
            }
            return new End.Commit<>(true);
        });
    }

    /** Returns the run of today, locked. */
    private Held hold(StreamStore.Partition partition) {
        Instant now = clock.instant();
        Held found = database.runs()
                .holdStream(partition.topic(), partition.dataset(), mode, now.truncatedTo(ChronoUnit.DAYS))
                .orElse(null);
        if (found != null) {
            return found.run().status() == RunStatus.SUCCEEDED
                    ? new Held(found.run().reopened(), found.claim())
                    : found;
        }
        Dataset dataset = catalog.get(partition.dataset());
        Run run = Run.started(
                ids.nextRunId(),
                dataset,
                mode,
                LoadOptions.ofMessages(),
                new Source(Source.Kind.KAFKA, partition.topic(), null, 0),
                now);
        Claim claim = database.runs().create(run);
        return new Held(run, claim);
    }

    private void commit(StreamStore.Partition partition, Held held, List<Message> messages, byte[] frames, long to) {
        Run begun = held.run();
        RunInput input = RunInput.of(begun);
        RecordedRun run = new RecordedRun(held.claim(), begun, input, catalog, database, clock, RunListener.NONE);
        Checkpoint start = new Checkpoint(begun.checkpoint().records(), 1, 0, 0);
        long bytesBefore = begun.bytesRead();
        try (BatchReader reader = inputs.batches(
                begun,
                input,
                new CountingInputStream(new ByteArrayInputStream(frames)),
                start,
                true,
                inputs.comparison(begun))) {
            int done = 0;
            for (RecordBatch batch;
                    (batch = reader.next()) != null && !batch.entries().isEmpty(); ) {
                List<Message> its =
                        messages.subList(done, done + batch.entries().size());
                done += its.size();
                long next = done == messages.size()
                        ? to
                        : messages.get(done).origin().offset();
                run.commit(of(partition, batch, its, next, frames, bytesBefore));
                bytesBefore = run.run().bytesRead();
            }
            if (done != messages.size()) {
                throw new IllegalStateException("%s of %s messages were read".formatted(done, messages.size()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordBatch of(
            StreamStore.Partition partition,
            RecordBatch batch,
            List<Message> messages,
            long next,
            byte[] frames,
            long bytesBefore) {
        long bytes = 0;
        for (Message message : messages) {
            bytes += message.value() == null ? 0 : message.value().length;
        }
        return new RecordBatch(
                new Checkpoint(batch.from().records(), 1, 0, 0),
                new Checkpoint(batch.to().records(), 1, 0, 0),
                batch.entries(),
                batch.raw(),
                bytesBefore + bytes,
                false,
                null,
                new RecordBatch.Messages(
                        new Provenance.Stream(
                                partition.topicId(),
                                partition.number(),
                                messages.getFirst().origin().offset(),
                                next),
                        messages.stream().map(Message::origin).toList(),
                        Arrays.copyOfRange(frames, (int) batch.from().offset(), (int)
                                batch.to().offset())));
    }
}
