-- What is kept beside the datasets. Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE runs (
    id                 INTEGER PRIMARY KEY,
    dataset            TEXT    NOT NULL,
    mode               TEXT    NOT NULL,
    status             TEXT    NOT NULL,
    token              INTEGER NOT NULL,
    source_kind        TEXT    NOT NULL,
    source_name        TEXT,
    source_sha256      TEXT,
    source_bytes       INTEGER NOT NULL,
    format             TEXT    NOT NULL,
    header             INTEGER,
    delimiter          TEXT,
    charset            TEXT    NOT NULL,
    gzip               INTEGER NOT NULL,
    strict             INTEGER NOT NULL,
    batch_size         INTEGER NOT NULL,
    max_rejections     INTEGER NOT NULL,
    object             TEXT,
    received           INTEGER NOT NULL,
    inserted           INTEGER NOT NULL,
    updated            INTEGER NOT NULL,
    unchanged          INTEGER NOT NULL,
    rejected           INTEGER NOT NULL,
    rejections_by_code TEXT    NOT NULL,
    checkpoint_records INTEGER NOT NULL,
    checkpoint_line    INTEGER NOT NULL,
    checkpoint_offset  INTEGER NOT NULL,
    blank_lines        INTEGER NOT NULL,
    bytes_read         INTEGER NOT NULL,
    started_at         INTEGER NOT NULL,
    finished_at        INTEGER,
    error              TEXT,
    CHECK (received = inserted + updated + unchanged + rejected)
) STRICT;
CREATE INDEX runs_by_dataset ON runs (dataset, id);
CREATE INDEX runs_by_status ON runs (status, id);

CREATE TABLE batches (
    id           INTEGER PRIMARY KEY,
    run          INTEGER NOT NULL REFERENCES runs (id),
    first_record INTEGER NOT NULL,
    last_record  INTEGER NOT NULL,
    first_line   INTEGER NOT NULL,
    byte_start   INTEGER NOT NULL,
    byte_end     INTEGER NOT NULL,
    received     INTEGER NOT NULL,
    inserted     INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    unchanged    INTEGER NOT NULL,
    rejected     INTEGER NOT NULL,
    raw          BLOB,
    committed_at INTEGER NOT NULL,
    CHECK (received = inserted + updated + unchanged + rejected)
) STRICT;
CREATE INDEX batches_by_run ON batches (run, first_record);

CREATE TABLE rejections (
    run              INTEGER NOT NULL REFERENCES runs (id),
    record_number    INTEGER NOT NULL,
    dataset          TEXT    NOT NULL,
    line             INTEGER NOT NULL,
    status           TEXT    NOT NULL,
    first_code       TEXT    NOT NULL,
    codes            TEXT    NOT NULL, -- each code once, in the order of the reasons, between commas: ,required,too-long,
    reasons          TEXT    NOT NULL, -- JSON array of {code, field, value, message}
    raw              BLOB    NOT NULL,
    raw_hash         INTEGER NOT NULL, -- first 8 bytes of the SHA-256 of raw
    replay_of_run    INTEGER,
    replay_of_record INTEGER,
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (run, record_number)
) STRICT;
CREATE INDEX rejections_open ON rejections (dataset, raw_hash, run) WHERE status = 'open';
CREATE INDEX rejections_by_dataset ON rejections (dataset, status, first_code);

CREATE TABLE dataset_versions (
    dataset    TEXT    PRIMARY KEY,
    version    INTEGER NOT NULL, -- grows with every committed change of the rows or rejections
    changed_at INTEGER NOT NULL
) STRICT;

-- Numbers of rows, kept in the transactions that change the rows: counting takes too long. A run has a shard of its own while
-- it is under way, so that loads do not wait for each other; when it ends, it is folded into shard 0.
CREATE TABLE row_counts (
    dataset   TEXT    NOT NULL,
    shard     INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (dataset, shard)
) STRICT;
CREATE INDEX row_counts_of_runs ON row_counts (shard) WHERE shard <> 0;

-- What an upsert replaced, so that it can be undone: the row as it was before the run changed it for the first time.
CREATE TABLE before_images (
    run             INTEGER NOT NULL REFERENCES runs (id),
    dataset         TEXT    NOT NULL,
    record_key      TEXT    NOT NULL,
    row_values      TEXT    NOT NULL, -- JSON array of texts or nulls, in the order of the dataset's fields
    previous_run    INTEGER NOT NULL,
    previous_record INTEGER NOT NULL,
    PRIMARY KEY (run, dataset, record_key)
) STRICT;

-- Up to where the partitions of streams have an outcome.
CREATE TABLE stream_offsets (
    topic_id    TEXT    NOT NULL,
    partition   INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (topic_id, partition)
) STRICT;

CREATE TABLE idempotency_keys (
    idempotency_key TEXT    PRIMARY KEY,
    request_sha256  TEXT    NOT NULL,
    run             INTEGER REFERENCES runs (id),
    answer_status   INTEGER,
    answer          BLOB,
    created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
    id         TEXT    PRIMARY KEY,
    role       TEXT    NOT NULL,
    hash       BLOB    NOT NULL,
    label      TEXT,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    outcome TEXT    NOT NULL
) STRICT;

CREATE TABLE pipeline_runs (
    id          INTEGER PRIMARY KEY,
    pipeline    TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    token       INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    error       TEXT
) STRICT;
CREATE INDEX pipeline_runs_by_pipeline ON pipeline_runs (pipeline, id);

CREATE TABLE pipeline_steps (
    pipeline_run INTEGER NOT NULL REFERENCES pipeline_runs (id),
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    attempts     INTEGER NOT NULL,
    started_at   INTEGER,
    finished_at  INTEGER,
    error        TEXT,
    PRIMARY KEY (pipeline_run, position)
) STRICT;

-- The queue that db-scheduler works off; its documentation says what the columns are.
CREATE TABLE scheduled_tasks (
    task_name            TEXT    NOT NULL,
    task_instance        TEXT    NOT NULL,
    task_data            BLOB,
    execution_time       INTEGER NOT NULL,
    picked               INTEGER NOT NULL,
    picked_by            TEXT,
    last_success         INTEGER,
    last_failure         INTEGER,
    consecutive_failures INTEGER,
    last_heartbeat       INTEGER,
    version              INTEGER NOT NULL,
    priority             INTEGER,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_by_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_by_heartbeat ON scheduled_tasks (last_heartbeat);
