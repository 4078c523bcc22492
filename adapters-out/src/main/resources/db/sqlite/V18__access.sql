-- Keys end by themselves, and are looked up by what is shown.
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER;
ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER;
CREATE UNIQUE INDEX api_keys_by_hash ON api_keys (hash);
