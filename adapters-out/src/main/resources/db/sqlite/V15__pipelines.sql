-- How often a run was taken over since it last got on, and the runs that brought the records of a step in.
ALTER TABLE pipeline_runs ADD COLUMN take_overs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pipeline_steps ADD COLUMN runs TEXT;

-- One run of a pipeline is under way, whoever begins another one.
CREATE UNIQUE INDEX pipeline_runs_by_pipeline_under_way ON pipeline_runs (pipeline) WHERE status = 'running';

-- Finds what was loaded of a file before.
CREATE INDEX runs_of_s3 ON runs (source_name, id) WHERE source_kind = 's3';
