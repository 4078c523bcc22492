-- Like hires_by_quarter, for each month.
CREATE TABLE hires_by_month (
    month INTEGER NOT NULL, -- 12 × year + 0 to 11, in UTC
    shard INTEGER NOT NULL,
    hires INTEGER NOT NULL,
    PRIMARY KEY (month, shard)
) STRICT, WITHOUT ROWID;
CREATE INDEX hires_by_month_of_runs ON hires_by_month (shard) WHERE shard <> 0;

-- Division rounds towards zero, but an instant before 1970 belongs to the second in which it lies.
INSERT INTO hires_by_month (month, shard, hires)
SELECT month, 0, count(*)
FROM (SELECT 12 * CAST(strftime('%Y', second, 'unixepoch') AS INTEGER)
                 + CAST(strftime('%m', second, 'unixepoch') AS INTEGER) - 1 AS month
      FROM (SELECT hire_datetime / 1000000 - (hire_datetime % 1000000 < 0) AS second FROM hired_employees))
GROUP BY month;

-- Few open rejections have the same hash: with nothing else in the index, nothing else is tried first.
DROP INDEX rejections_open;
CREATE INDEX rejections_open ON rejections (raw_hash) WHERE status = 'open';
