-- What is kept beside the datasets. Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE runs (
    id                 BIGINT  PRIMARY KEY,
    dataset            TEXT COLLATE "C" NOT NULL,
    mode               TEXT COLLATE "C" NOT NULL,
    status             TEXT COLLATE "C" NOT NULL,
    token              BIGINT  NOT NULL,
    source_kind        TEXT COLLATE "C" NOT NULL,
    source_name        TEXT COLLATE "C",
    source_sha256      TEXT COLLATE "C",
    source_bytes       BIGINT  NOT NULL,
    format             TEXT COLLATE "C" NOT NULL,
    header             BOOLEAN,
    delimiter          TEXT COLLATE "C",
    charset            TEXT COLLATE "C" NOT NULL,
    gzip               BOOLEAN NOT NULL,
    strict             BOOLEAN NOT NULL,
    batch_size         BIGINT  NOT NULL,
    max_rejections     BIGINT  NOT NULL,
    object             TEXT COLLATE "C",
    received           BIGINT  NOT NULL,
    inserted           BIGINT  NOT NULL,
    updated            BIGINT  NOT NULL,
    unchanged          BIGINT  NOT NULL,
    rejected           BIGINT  NOT NULL,
    rejections_by_code TEXT COLLATE "C" NOT NULL,
    checkpoint_records BIGINT  NOT NULL,
    checkpoint_line    BIGINT  NOT NULL,
    checkpoint_offset  BIGINT  NOT NULL,
    blank_lines        BIGINT  NOT NULL,
    bytes_read         BIGINT  NOT NULL,
    started_at         BIGINT  NOT NULL,
    finished_at        BIGINT,
    error              TEXT COLLATE "C",
    CHECK (received = inserted + updated + unchanged + rejected)
);
CREATE INDEX runs_by_dataset ON runs (dataset, id);
CREATE INDEX runs_by_status ON runs (status, id);

CREATE TABLE batches (
    id           BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run          BIGINT  NOT NULL REFERENCES runs (id),
    first_record BIGINT  NOT NULL,
    last_record  BIGINT  NOT NULL,
    first_line   BIGINT  NOT NULL,
    byte_start   BIGINT  NOT NULL,
    byte_end     BIGINT  NOT NULL,
    received     BIGINT  NOT NULL,
    inserted     BIGINT  NOT NULL,
    updated      BIGINT  NOT NULL,
    unchanged    BIGINT  NOT NULL,
    rejected     BIGINT  NOT NULL,
    raw          BYTEA,
    committed_at BIGINT  NOT NULL,
    CHECK (received = inserted + updated + unchanged + rejected)
);
CREATE INDEX batches_by_run ON batches (run, first_record);

CREATE TABLE rejections (
    run              BIGINT  NOT NULL REFERENCES runs (id),
    record_number    BIGINT  NOT NULL,
    dataset          TEXT COLLATE "C" NOT NULL,
    line             BIGINT  NOT NULL,
    status           TEXT COLLATE "C" NOT NULL,
    first_code       TEXT COLLATE "C" NOT NULL,
    codes            TEXT COLLATE "C" NOT NULL, -- each code once, in the order of the reasons, between commas: ,required,too-long,
    reasons          TEXT COLLATE "C" NOT NULL, -- JSON array of {code, field, value, message}
    raw              BYTEA   NOT NULL,
    raw_hash         BIGINT  NOT NULL, -- first 8 bytes of the SHA-256 of raw
    replay_of_run    BIGINT,
    replay_of_record BIGINT,
    created_at       BIGINT  NOT NULL,
    PRIMARY KEY (run, record_number)
);
CREATE INDEX rejections_open ON rejections (dataset, raw_hash, run) WHERE status = 'open';
CREATE INDEX rejections_by_dataset ON rejections (dataset, status, first_code);

CREATE TABLE dataset_versions (
    dataset    TEXT COLLATE "C" PRIMARY KEY,
    version    BIGINT  NOT NULL, -- grows with every committed change of the rows or rejections
    changed_at BIGINT  NOT NULL
);

-- Numbers of rows, kept in the transactions that change the rows: counting takes too long. A run has a shard of its own while
-- it is under way, so that loads do not wait for each other; when it ends, it is folded into shard 0.
CREATE TABLE row_counts (
    dataset   TEXT COLLATE "C" NOT NULL,
    shard     BIGINT  NOT NULL,
    row_count BIGINT  NOT NULL,
    PRIMARY KEY (dataset, shard)
);
CREATE INDEX row_counts_of_runs ON row_counts (shard) WHERE shard <> 0;

-- What an upsert replaced, so that it can be undone: the row as it was before the run changed it for the first time.
CREATE TABLE before_images (
    run             BIGINT  NOT NULL REFERENCES runs (id),
    dataset         TEXT COLLATE "C" NOT NULL,
    record_key      TEXT COLLATE "C" NOT NULL,
    row_values      TEXT COLLATE "C" NOT NULL, -- JSON array of texts or nulls, in the order of the dataset's fields
    previous_run    BIGINT  NOT NULL,
    previous_record BIGINT  NOT NULL,
    PRIMARY KEY (run, dataset, record_key)
);

-- Up to where the partitions of streams have an outcome.
CREATE TABLE stream_offsets (
    topic_id    TEXT COLLATE "C" NOT NULL,
    partition   BIGINT  NOT NULL,
    next_offset BIGINT  NOT NULL,
    changed_at  BIGINT  NOT NULL,
    PRIMARY KEY (topic_id, partition)
);

CREATE TABLE idempotency_keys (
    idempotency_key TEXT COLLATE "C" PRIMARY KEY,
    request_sha256  TEXT COLLATE "C" NOT NULL,
    run             BIGINT  REFERENCES runs (id),
    answer_status   BIGINT,
    answer          BYTEA,
    created_at      BIGINT  NOT NULL
);

CREATE TABLE api_keys (
    id         TEXT COLLATE "C" PRIMARY KEY,
    role       TEXT COLLATE "C" NOT NULL,
    hash       BYTEA   NOT NULL,
    label      TEXT COLLATE "C",
    created_at BIGINT  NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE audit (
    id      BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      BIGINT  NOT NULL,
    actor   TEXT COLLATE "C" NOT NULL,
    action  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL
);

CREATE TABLE pipeline_runs (
    id          BIGINT  PRIMARY KEY,
    pipeline    TEXT COLLATE "C" NOT NULL,
    status      TEXT COLLATE "C" NOT NULL,
    token       BIGINT  NOT NULL,
    started_at  BIGINT  NOT NULL,
    finished_at BIGINT,
    error       TEXT COLLATE "C"
);
CREATE INDEX pipeline_runs_by_pipeline ON pipeline_runs (pipeline, id);

CREATE TABLE pipeline_steps (
    pipeline_run BIGINT  NOT NULL REFERENCES pipeline_runs (id),
    position     BIGINT  NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL,
    attempts     BIGINT  NOT NULL,
    started_at   BIGINT,
    finished_at  BIGINT,
    error        TEXT COLLATE "C",
    PRIMARY KEY (pipeline_run, position)
);

-- The queue that db-scheduler works off; its documentation says what the columns are.
CREATE TABLE scheduled_tasks (
    task_name            TEXT        NOT NULL,
    task_instance        TEXT        NOT NULL,
    task_data            BYTEA,
    execution_time       TIMESTAMPTZ NOT NULL,
    picked               BOOLEAN     NOT NULL,
    picked_by            TEXT,
    last_success         TIMESTAMPTZ,
    last_failure         TIMESTAMPTZ,
    consecutive_failures INTEGER,
    last_heartbeat       TIMESTAMPTZ,
    version              BIGINT      NOT NULL,
    priority             SMALLINT,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_by_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_by_heartbeat ON scheduled_tasks (last_heartbeat);
