-- Which version of the dataset's descriptor a run began with; null for runs from before this was kept.
ALTER TABLE runs ADD COLUMN dataset_fingerprint TEXT COLLATE "C";
