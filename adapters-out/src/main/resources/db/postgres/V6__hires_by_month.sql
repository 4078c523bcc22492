-- Like hires_by_quarter, for each month.
CREATE TABLE hires_by_month (
    month INTEGER NOT NULL, -- 12 × year + 0 to 11, in UTC
    shard BIGINT  NOT NULL,
    hires BIGINT  NOT NULL,
    PRIMARY KEY (month, shard)
);
CREATE INDEX hires_by_month_of_runs ON hires_by_month (shard) WHERE shard <> 0;

INSERT INTO hires_by_month (month, shard, hires)
SELECT month, 0, count(*)
FROM (SELECT 12 * extract(YEAR FROM hire_datetime AT TIME ZONE 'UTC')::integer
                 + extract(MONTH FROM hire_datetime AT TIME ZONE 'UTC')::integer - 1 AS month
      FROM hired_employees) AS hires
GROUP BY month;

-- Few open rejections have the same hash: with nothing else in the index, nothing else is tried first.
DROP INDEX rejections_open;
CREATE INDEX rejections_open ON rejections (raw_hash) WHERE status = 'open';
