-- Browsers in which somebody has signed in with a key. The key admin is in no table.
CREATE TABLE sessions (
    hash BYTEA NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expires_at ON sessions (expires_at);
