CREATE TABLE users (
    id                   INTEGER PRIMARY KEY,
    name                 TEXT COLLATE "C" NOT NULL,
    username             TEXT COLLATE "C" NOT NULL,
    email                TEXT COLLATE "C" NOT NULL,
    phone                TEXT COLLATE "C",
    website              TEXT COLLATE "C",
    street               TEXT COLLATE "C",
    suite                TEXT COLLATE "C",
    city                 TEXT COLLATE "C",
    zipcode              TEXT COLLATE "C",
    lat                  NUMERIC,
    lng                  NUMERIC,
    company              TEXT COLLATE "C",
    company_catch_phrase TEXT COLLATE "C",
    company_bs           TEXT COLLATE "C",
    _run                 BIGINT  NOT NULL,
    _record              BIGINT  NOT NULL
);

CREATE TABLE posts (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    title   TEXT COLLATE "C" NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    _run    BIGINT  NOT NULL,
    _record BIGINT  NOT NULL
);
CREATE INDEX posts_by_user ON posts (user_id, id);

CREATE TABLE comments (
    id      INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts (id),
    name    TEXT COLLATE "C" NOT NULL,
    email   TEXT COLLATE "C" NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    _run    BIGINT  NOT NULL,
    _record BIGINT  NOT NULL
);
CREATE INDEX comments_by_post ON comments (post_id, id);
