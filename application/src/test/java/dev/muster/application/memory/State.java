package dev.muster.application.memory;

import dev.muster.application.port.DataVersion;
import dev.muster.application.port.IdempotencyKeys;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.StreamStore;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that a database holds at one moment, as one value: a transaction works on the state it began with and puts another in
 * its place, so that undoing it is to forget that one.
 *
 * @param rows by key, by name of dataset
 * @param versions by name of dataset, of those that were ever changed
 */
record State(
        SortedTree<String, SortedTree<Object, StoredRow>> rows,
        SortedTree<RunId, RunEntry> runs,
        SortedTree<Rejection.Id, Rejection> rejections,
        SortedTree<String, DataVersion> versions,
        SortedTree<KeptKey, Kept> kept,
        SortedTree<String, BoundKey> keys,
        SortedTree<Rejection.Id, Closing> closings,
        Streams streams) {

    /**
     * Streams.
     *
     * @param topics by name
     * @param positions by topic id, then partition
     */
    record Streams(SortedTree<String, Topic> topics, SortedTree<String, Moved> positions) {
        /** Numbers of partitions are as long as each other with it. */
        private static final long LEAST = 10_000_000_000L;

        static Streams none() {
            return new Streams(
                    new SortedTree<>(CodePointOrder.BY_CODE_POINT), new SortedTree<>(CodePointOrder.BY_CODE_POINT));
        }

        static String key(String topicId, int partition) {
            return "%s %s".formatted(topicId, LEAST + partition);
        }

        Streams with(Topic topic) {
            return new Streams(topics.with(topic.name(), topic), positions);
        }

        Streams with(Moved moved) {
            StreamStore.Position position = moved.position();
            return new Streams(topics, positions.with(key(position.topicId(), position.partition()), moved));
        }
    }

    /** A topic that was read. */
    record Topic(String name, String group, boolean paused) {}

    /**
     * Up to where a partition is read.
     *
     * @param topic null if that is not known
     * @param dataset null if that is not known
     */
    record Moved(@Nullable String topic, @Nullable String dataset, StreamStore.Position position) {}

    /** A row as it was before {@code by} replaced it; null if there was none. */
    record Kept(
            RunId by, Dataset dataset, Object key, @Nullable StoredRow row) {
        StoredRow before() {
            return Objects.requireNonNull(row);
        }
    }

    /**
     * By which run a rejection was closed.
     *
     * @param record the number of the record that took its place; null if none did
     */
    record Closing(RunId run, @Nullable Long record) {}

    /** An idempotency key, and what it was bound to when. */
    record BoundKey(String key, IdempotencyKeys.Bound bound, Instant at) {}

    /** Which row is kept for which run that replaced it. */
    record KeptKey(RunId by, String dataset, String key) {
        static KeptKey of(RunId by, Dataset dataset, Object key) {
            return new KeptKey(by, dataset.name(), ValueText.of(key));
        }
    }

    /**
     * A run, and what goes with it.
     *
     * @param process the one that has the run
     * @param token of the newest claim on it
     * @param batches by their 0-based order
     */
    record RunEntry(
            Run run, @Nullable String process, long token, int takeOvers, SortedTree<Integer, RunBatch> batches) {

        RunEntry with(Run newRun) {
            boolean getsOn = newRun.checkpoint().records() > run.checkpoint().records()
                    || newRun.checkpoint().offset() > run.checkpoint().offset();
            return new RunEntry(newRun, process, token, getsOn ? 0 : takeOvers, batches);
        }

        RunEntry takenBy(String newProcess) {
            return new RunEntry(run, newProcess, token + 1, takeOvers, batches);
        }

        RunEntry begun() {
            return new RunEntry(run, process, token, takeOvers + 1, batches);
        }

        RunEntry released() {
            return new RunEntry(run, null, token, 0, batches);
        }

        RunEntry with(RunBatch batch) {
            return new RunEntry(run, process, token, takeOvers, batches.with(batches.size(), batch));
        }
    }

    /** A database with no rows in any of the catalog's datasets. */
    static State empty(Catalog catalog) {
        SortedTree<String, SortedTree<Object, StoredRow>> rows = new SortedTree<>(CodePointOrder.BY_CODE_POINT);
        for (Dataset dataset : catalog.all()) {
            rows = rows.with(
                    dataset.name(), new SortedTree<>(orderOf(dataset.keyField().type())));
        }
        return new State(
                rows,
                new SortedTree<>(Comparator.<RunId>naturalOrder()),
                new SortedTree<>(Comparator.<Rejection.Id>naturalOrder()),
                new SortedTree<>(CodePointOrder.BY_CODE_POINT),
                new SortedTree<>(Comparator.comparing(KeptKey::by)
                        .thenComparing(KeptKey::dataset)
                        .thenComparing(KeptKey::key, CodePointOrder.BY_CODE_POINT)),
                new SortedTree<>(CodePointOrder.BY_CODE_POINT),
                new SortedTree<>(Comparator.<Rejection.Id>naturalOrder()),
                Streams.none());
    }

    State withStreams(Streams newStreams) {
        return new State(rows, runs, rejections, versions, kept, keys, closings, newStreams);
    }

    SortedTree<Object, StoredRow> rowsOf(Dataset dataset) {
        SortedTree<Object, StoredRow> found = rows.get(dataset.name());
        if (found == null) {
            throw new IllegalArgumentException("the database has no dataset %s".formatted(dataset));
        }
        return found;
    }

    State withRows(Dataset dataset, SortedTree<Object, StoredRow> newRows) {
        return new State(rows.with(dataset.name(), newRows), runs, rejections, versions, kept, keys, closings, streams);
    }

    State withRun(RunEntry entry) {
        return new State(rows, runs.with(entry.run().id(), entry), rejections, versions, kept, keys, closings, streams);
    }

    State withRejections(SortedTree<Rejection.Id, Rejection> newRejections) {
        return new State(rows, runs, newRejections, versions, kept, keys, closings, streams);
    }

    State withClosings(SortedTree<Rejection.Id, Closing> newClosings) {
        return new State(rows, runs, rejections, versions, kept, keys, newClosings, streams);
    }

    /** With a rejection in another state, and by whom it was put there; null by nobody. */
    State with(Rejection.Id id, Rejection.Status status, @Nullable Closing closing) {
        Rejection old = rejections.get(id);
        Rejection changed = old.with(status);
        return withRejections(rejections.with(id, changed))
                .withClosings(closing == null ? closings.without(id) : closings.with(id, closing));
    }

    State withKeys(SortedTree<String, BoundKey> newKeys) {
        return new State(rows, runs, rejections, versions, kept, newKeys, closings, streams);
    }

    State withKept(SortedTree<KeptKey, Kept> newKept) {
        return new State(rows, runs, rejections, versions, newKept, keys, closings, streams);
    }

    State withVersion(Dataset dataset, DataVersion version) {
        return new State(rows, runs, rejections, versions.with(dataset.name(), version), kept, keys, closings, streams);
    }

    private static Comparator<Object> orderOf(FieldType keys) {
        return switch (keys) {
            case FieldType.IntegerType _ -> Comparator.comparing(Long.class::cast);
            case FieldType.DecimalType _ -> Comparator.comparing(BigDecimal.class::cast);
            case FieldType.TextType _ -> Comparator.comparing(String.class::cast, CodePointOrder.BY_CODE_POINT);
            case FieldType.InstantType _ -> Comparator.comparing(Instant.class::cast);
        };
    }
}
