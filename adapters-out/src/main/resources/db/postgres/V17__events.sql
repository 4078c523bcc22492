-- What happened, appended in the transaction of what happened. It gets its position after that has committed, so that
-- whoever has read up to a position has missed nothing before it.
CREATE TABLE events (
    appended    BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position    BIGINT,
    id          TEXT COLLATE "C" NOT NULL,
    type        TEXT COLLATE "C" NOT NULL,
    subject     TEXT COLLATE "C" NOT NULL,
    happened_at BIGINT  NOT NULL,
    data        TEXT    NOT NULL
);
CREATE UNIQUE INDEX events_by_id ON events (id);
CREATE UNIQUE INDEX events_by_position ON events (position);
CREATE INDEX events_waiting ON events (appended) WHERE position IS NULL;

-- One row: the last position that was given. Whoever gives positions holds it.
CREATE TABLE event_positions (
    the_only_row BIGINT  PRIMARY KEY CHECK (the_only_row = 1),
    last         BIGINT  NOT NULL
);

-- How far the deliveries of events to each webhook have got.
CREATE TABLE deliveries (
    webhook           TEXT COLLATE "C" PRIMARY KEY,
    version           BIGINT  NOT NULL,
    position          BIGINT  NOT NULL,
    delivered         BIGINT  NOT NULL,
    failed            BIGINT  NOT NULL,
    attempts          BIGINT  NOT NULL,
    failing_since     BIGINT,
    last_error        TEXT,
    last_delivered_at BIGINT
);
