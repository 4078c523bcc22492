-- Who asked for a run of a pipeline: its runs of datasets tell it.
ALTER TABLE pipeline_runs ADD COLUMN actor TEXT COLLATE "C";
