-- How often someone who took a run over began to load it since it last got on: one that never does is given up.
ALTER TABLE runs ADD COLUMN take_overs INTEGER NOT NULL DEFAULT 0;
