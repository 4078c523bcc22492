-- How many lines of a run's CSV are left out from the start, and which texts count as absent, separated by commas.
ALTER TABLE runs ADD COLUMN skip_lines INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN null_texts TEXT;
