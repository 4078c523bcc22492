-- How often a process took a run over from another one since it last got on: one that never does is given up. A run that was
-- released begins at -1, so that taking it over then does not count.
ALTER TABLE runs ADD COLUMN take_overs integer NOT NULL DEFAULT 0;
