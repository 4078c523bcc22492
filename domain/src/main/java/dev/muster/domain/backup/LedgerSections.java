package dev.muster.domain.backup;

import static dev.muster.domain.backup.Section.Type.BOOLEAN;
import static dev.muster.domain.backup.Section.Type.BYTES;
import static dev.muster.domain.backup.Section.Type.INSTANT;
import static dev.muster.domain.backup.Section.Type.INTEGER;
import static dev.muster.domain.backup.Section.Type.TEXT;

import dev.muster.domain.backup.Section.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is kept beside the datasets, table by table. Who has a run now, and how often it was taken over, is left out: in
 * another database nobody has it.
 */
public final class LedgerSections {
    /** Runs, with the place and the SHA-256 of their raw bytes. */
    public static final Section RUNS = section("runs", 1)
            .with(INTEGER, "id")
            .with(TEXT, "dataset")
            .optional(TEXT, "dataset_fingerprint")
            .with(TEXT, "mode", "status", "source_kind")
            .optional(TEXT, "source_name", "source_sha256")
            .with(INTEGER, "source_bytes")
            .with(TEXT, "format")
            .optional(BOOLEAN, "header")
            .optional(TEXT, "delimiter")
            .with(INTEGER, "skip_lines")
            .optional(TEXT, "null_texts", "mapping")
            .with(TEXT, "charset")
            .with(BOOLEAN, "gzip", "strict")
            .with(INTEGER, "batch_size", "max_rejections")
            .optional(TEXT, "object")
            .with(INTEGER, "received", "inserted", "updated", "unchanged", "rejected")
            .with(TEXT, "rejections_by_code")
            .with(INTEGER, "checkpoint_records", "checkpoint_line", "checkpoint_offset", "blank_lines", "bytes_read")
            .with(INSTANT, "started_at")
            .optional(INSTANT, "finished_at")
            .optional(TEXT, "error", "actor", "sheet")
            .build();

    /**
     * Batches of runs, with the raw bytes of those that are not landed as objects. One of no records and no bytes, as the end
     * of an empty input is, says nothing and is left out: it may be there twice.
     */
    public static final Section BATCHES = section("batches", 5)
            .with(INTEGER, "run", "first_record", "last_record", "byte_start", "byte_end", "first_line")
            .with(INTEGER, "received", "inserted", "updated", "unchanged", "rejected")
            .optional(BYTES, "raw")
            .optional(TEXT, "topic_id")
            .optional(INTEGER, "stream_partition", "first_offset", "next_offset")
            .with(INSTANT, "committed_at")
            .build();

    public static final Section REJECTIONS = section("rejections", 2)
            .with(INTEGER, "run", "record_number")
            .with(TEXT, "dataset")
            .with(INTEGER, "line")
            .with(TEXT, "status", "first_code", "codes", "reasons")
            .with(BYTES, "raw")
            .with(INTEGER, "raw_hash")
            .optional(TEXT, "record_key")
            .optional(INTEGER, "replay_of_run", "replay_of_record", "closed_by_run", "closed_by_record")
            .optional(TEXT, "stream")
            .with(INSTANT, "created_at")
            .optional(TEXT, "discard_reason")
            .build();

    /** Rows as they were before a run replaced them. */
    public static final Section BEFORE_IMAGES = section("before_images", 3)
            .with(INTEGER, "run")
            .with(TEXT, "dataset", "record_key", "row_values")
            .with(INTEGER, "previous_run", "previous_record")
            .build();

    public static final Section STREAM_OFFSETS = section("stream_offsets", 2)
            .with(TEXT, "topic_id")
            .with(INTEGER, "partition", "next_offset")
            .optional(TEXT, "topic", "dataset", "last_error")
            .with(INSTANT, "changed_at")
            .build();

    /** Mappings of datasets. Backups from before there were any do not have it. */
    public static final Section MAPPINGS =
            section("mappings", 2).with(TEXT, "dataset", "name", "definition").build();

    /** Sections of backups. A row refers to rows of earlier sections only. */
    public static final List<Section> OF_BACKUPS =
            List.of(RUNS, BATCHES, REJECTIONS, BEFORE_IMAGES, STREAM_OFFSETS, MAPPINGS);

    private static final Section DATASET_VERSIONS = section("dataset_versions", 1)
            .with(TEXT, "dataset")
            .with(INTEGER, "version")
            .with(INSTANT, "changed_at")
            .build();

    /** The topics that were ever read. */
    private static final Section STREAMS = section("streams", 1)
            .with(TEXT, "topic", "consumer_group")
            .with(BOOLEAN, "paused")
            .build();

    private static final Section IDEMPOTENCY_KEYS = section("idempotency_keys", 1)
            .with(TEXT, "idempotency_key", "request_sha256")
            .optional(INTEGER, "run", "answer_status")
            .optional(BYTES, "answer")
            .with(INSTANT, "created_at")
            .build();

    private static final Section API_KEYS = section("api_keys", 1)
            .with(TEXT, "id", "role")
            .with(BYTES, "hash")
            .optional(TEXT, "label")
            .with(INSTANT, "created_at")
            .optional(INSTANT, "expires_at", "last_used_at", "revoked_at")
            .build();

    private static final Section AUDIT = section("audit", 5)
            .with(INSTANT, "at")
            .with(TEXT, "actor", "action", "subject", "outcome")
            .build();

    private static final Section PIPELINE_RUNS = section("pipeline_runs", 1)
            .with(INTEGER, "id")
            .with(TEXT, "pipeline", "status")
            .with(INSTANT, "started_at")
            .optional(INSTANT, "finished_at")
            .optional(TEXT, "error", "actor")
            .build();

    private static final Section PIPELINE_STEPS = section("pipeline_steps", 2)
            .with(INTEGER, "pipeline_run", "position")
            .with(TEXT, "name", "status")
            .with(INTEGER, "attempts")
            .optional(INSTANT, "started_at", "finished_at")
            .optional(TEXT, "error", "runs")
            .build();

    /** What others were told, or are still to be told. */
    private static final Section EVENTS = section("events", 1)
            .with(TEXT, "id", "type", "subject", "data")
            .optional(INTEGER, "position")
            .with(INSTANT, "happened_at")
            .build();

    private static final Section EVENT_POSITIONS =
            section("event_positions", 1).with(INTEGER, "the_only_row", "last").build();

    private static final Section DELIVERIES = section("deliveries", 1)
            .with(TEXT, "webhook")
            .with(INTEGER, "version", "position", "delivered", "failed", "attempts")
            .optional(INSTANT, "failing_since", "last_delivered_at")
            .optional(TEXT, "last_error")
            .build();

    /** All that a database keeps: what a move takes along. A row refers to rows of earlier sections only. */
    public static final List<Section> ALL = Stream.concat(
                    OF_BACKUPS.stream(),
                    Stream.of(
                            DATASET_VERSIONS,
                            STREAMS,
                            IDEMPOTENCY_KEYS,
                            API_KEYS,
                            AUDIT,
                            PIPELINE_RUNS,
                            PIPELINE_STEPS,
                            EVENTS,
                            EVENT_POSITIONS,
                            DELIVERIES))
            .toList();

    private LedgerSections() {}

    private static Builder section(String name, int keys) {
        return new Builder(name, keys);
    }

    /** The first columns are the key. */
    private static final class Builder {
        private final String name;
        private final int keys;
        private final List<Column> columns = new ArrayList<>();

        private Builder(String name, int keys) {
            this.name = name;
            this.keys = keys;
        }

        Builder with(Section.Type type, String... names) {
            Stream.of(names).map(column -> Column.of(column, type)).forEach(columns::add);
            return this;
        }

        Builder optional(Section.Type type, String... names) {
            Stream.of(names).map(column -> Column.of(column, type).optional()).forEach(columns::add);
            return this;
        }

        Section build() {
            return new Section(
                    name, columns, Stream.iterate(0, i -> i + 1).limit(keys).toList());
        }
    }
}
