-- The text of the key that a rejected record shows, so that a rejection is superseded when a later run stores that key: null where
-- the record shows none, or was rejected before this was kept.
ALTER TABLE rejections ADD COLUMN record_key TEXT;
CREATE INDEX rejections_open_keys ON rejections (record_key, run) WHERE status = 'open' AND record_key IS NOT NULL;
