-- Which run dealt with a rejection, so that it can be given back when that run is undone: null where none did, or it was done before
-- this was kept. The record is the one that took its place, as a row or as a rejection; null where none did.
ALTER TABLE rejections ADD COLUMN closed_by_run BIGINT;
ALTER TABLE rejections ADD COLUMN closed_by_record BIGINT;
CREATE INDEX rejections_closed ON rejections (closed_by_run) WHERE closed_by_run IS NOT NULL;

-- A run may reject the same bytes any number of times: those of earlier runs are found without looking at its own.
DROP INDEX rejections_open;
CREATE INDEX rejections_open ON rejections (raw_hash, run) WHERE status = 'open';
