-- Numbers of open rejections, kept in the transactions that change them, by the code of the first reason: reports say how many
-- records they are without. A run has a shard of its own while it is under way; when it ends, it is folded into shard 0.
CREATE TABLE open_rejections (
    dataset    TEXT NOT NULL,
    first_code TEXT NOT NULL,
    shard      INTEGER NOT NULL,
    rejections INTEGER NOT NULL,
    PRIMARY KEY (dataset, first_code, shard)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_rejections_of_runs ON open_rejections (shard) WHERE shard <> 0;

INSERT INTO open_rejections (dataset, first_code, shard, rejections)
SELECT dataset, first_code, 0, count(CASE WHEN status = 'open' THEN 1 END) FROM rejections GROUP BY dataset, first_code;
