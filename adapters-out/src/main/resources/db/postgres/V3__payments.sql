CREATE TABLE transactions (
    external_id    TEXT COLLATE "C" PRIMARY KEY,
    amount         NUMERIC    NOT NULL,
    currency       TEXT COLLATE "C" NOT NULL,
    source_channel TEXT COLLATE "C" NOT NULL,
    occurred_at    TIMESTAMPTZ,
    _run           BIGINT  NOT NULL,
    _record        BIGINT  NOT NULL
);
