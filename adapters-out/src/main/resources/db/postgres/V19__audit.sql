-- Who asked for a run; entries of the audit are forgotten by their age.
ALTER TABLE runs ADD COLUMN actor TEXT COLLATE "C";
CREATE INDEX audit_by_time ON audit (at);
