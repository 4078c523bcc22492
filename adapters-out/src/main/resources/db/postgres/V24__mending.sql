-- Why somebody discarded a rejection.
ALTER TABLE rejections ADD COLUMN discard_reason text;
-- The run whose rejections may be mended in a session, and nothing else; null if whoever signed in may do what their key may.
ALTER TABLE sessions ADD COLUMN run bigint;
