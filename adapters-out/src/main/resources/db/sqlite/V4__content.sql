CREATE TABLE users (
    id                   INTEGER PRIMARY KEY,
    name                 TEXT    NOT NULL,
    username             TEXT    NOT NULL,
    email                TEXT    NOT NULL,
    phone                TEXT,
    website              TEXT,
    street               TEXT,
    suite                TEXT,
    city                 TEXT,
    zipcode              TEXT,
    lat                  TEXT,
    lng                  TEXT,
    company              TEXT,
    company_catch_phrase TEXT,
    company_bs           TEXT,
    _run                 INTEGER NOT NULL,
    _record              INTEGER NOT NULL
) STRICT;

CREATE TABLE posts (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    title   TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    _run    INTEGER NOT NULL,
    _record INTEGER NOT NULL
) STRICT;
CREATE INDEX posts_by_user ON posts (user_id);

CREATE TABLE comments (
    id      INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    name    TEXT    NOT NULL,
    email   TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    _run    INTEGER NOT NULL,
    _record INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_by_post ON comments (post_id);
