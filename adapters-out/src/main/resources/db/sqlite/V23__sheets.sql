-- The sheet of a workbook that has the records of a run; null if that is the first.
ALTER TABLE runs ADD COLUMN sheet TEXT;
