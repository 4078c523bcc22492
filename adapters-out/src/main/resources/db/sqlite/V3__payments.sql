-- Decimals are texts in plain notation without trailing zeros: SQLite has no exact decimals.

CREATE TABLE transactions (
    external_id    TEXT    PRIMARY KEY,
    amount         TEXT    NOT NULL,
    currency       TEXT    NOT NULL,
    source_channel TEXT    NOT NULL,
    occurred_at    INTEGER,
    _run           INTEGER NOT NULL,
    _record        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
