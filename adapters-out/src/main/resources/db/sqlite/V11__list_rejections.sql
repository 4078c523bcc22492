-- In the order in which they are listed: to sort all of a dataset with their bytes takes minutes where those are many.
DROP INDEX rejections_by_dataset;
CREATE INDEX rejections_by_dataset ON rejections (dataset, run, record_number, status);
