-- What happened, appended in the transaction of what happened. It gets its position after that has committed, so that
-- whoever has read up to a position has missed nothing before it.
CREATE TABLE events (
    appended    INTEGER PRIMARY KEY,
    position    INTEGER,
    id          TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    happened_at INTEGER NOT NULL,
    data        TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_id ON events (id);
CREATE UNIQUE INDEX events_by_position ON events (position);
CREATE INDEX events_waiting ON events (appended) WHERE position IS NULL;

-- One row: the last position that was given. Whoever gives positions holds it.
CREATE TABLE event_positions (
    the_only_row INTEGER PRIMARY KEY CHECK (the_only_row = 1),
    last         INTEGER NOT NULL
) STRICT;

-- How far the deliveries of events to each webhook have got.
CREATE TABLE deliveries (
    webhook           TEXT    PRIMARY KEY,
    version           INTEGER NOT NULL,
    position          INTEGER NOT NULL,
    delivered         INTEGER NOT NULL,
    failed            INTEGER NOT NULL,
    attempts          INTEGER NOT NULL,
    failing_since     INTEGER,
    last_error        TEXT,
    last_delivered_at INTEGER
) STRICT;
