-- Loads change the same counts again and again: with room on their pages, no index has to be touched.
ALTER TABLE hires_by_quarter SET (fillfactor = 50);
ALTER TABLE hires_by_month SET (fillfactor = 50);
ALTER TABLE row_counts SET (fillfactor = 50);
