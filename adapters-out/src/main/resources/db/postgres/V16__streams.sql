-- The topics that were ever read. All processes read a topic in one consumer group.
CREATE TABLE streams (
    topic          TEXT COLLATE "C" PRIMARY KEY,
    consumer_group TEXT COLLATE "C" NOT NULL,
    paused         BOOLEAN NOT NULL
);

-- Whose the offsets are, and why a partition was held up last.
ALTER TABLE stream_offsets ADD COLUMN topic TEXT COLLATE "C";
ALTER TABLE stream_offsets ADD COLUMN dataset TEXT COLLATE "C";
ALTER TABLE stream_offsets ADD COLUMN last_error TEXT COLLATE "C";
CREATE INDEX stream_offsets_by_topic ON stream_offsets (topic);

-- The messages of which a batch consists; null where it consists of something else.
ALTER TABLE batches ADD COLUMN topic_id TEXT COLLATE "C";
ALTER TABLE batches ADD COLUMN stream_partition BIGINT;
ALTER TABLE batches ADD COLUMN first_offset BIGINT;
ALTER TABLE batches ADD COLUMN next_offset BIGINT;

-- Where a rejected message stood, and what came with its value: JSON {topic, partition, offset, timestamp, key, headers}, with bytes in
-- base64; null where the record came from no stream.
ALTER TABLE rejections ADD COLUMN stream TEXT COLLATE "C";

-- A topic has one run under way a UTC day, however many processes read it.
CREATE UNIQUE INDEX runs_of_streams ON runs (source_name, dataset, mode, (started_at / 86400000))
    WHERE source_kind = 'kafka' AND status = 'running';
CREATE INDEX runs_by_topic ON runs (source_name, started_at) WHERE source_kind = 'kafka';
