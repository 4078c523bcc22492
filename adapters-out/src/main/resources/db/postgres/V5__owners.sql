-- The process that has a run, so that one that is under way is not taken for one that was left behind.
ALTER TABLE runs ADD COLUMN owner TEXT COLLATE "C";
