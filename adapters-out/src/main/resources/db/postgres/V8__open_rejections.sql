-- Numbers of open rejections, kept in the transactions that change them, by the code of the first reason: reports say how many
-- records they are without. A run has a shard of its own while it is under way; when it ends, it is folded into shard 0.
CREATE TABLE open_rejections (
    dataset    TEXT COLLATE "C" NOT NULL,
    first_code TEXT COLLATE "C" NOT NULL,
    shard      BIGINT NOT NULL,
    rejections BIGINT NOT NULL,
    PRIMARY KEY (dataset, first_code, shard)
) WITH (fillfactor = 50);
CREATE INDEX open_rejections_of_runs ON open_rejections (shard) WHERE shard <> 0;

INSERT INTO open_rejections (dataset, first_code, shard, rejections)
SELECT dataset, first_code, 0, count(CASE WHEN status = 'open' THEN 1 END) FROM rejections GROUP BY dataset, first_code;
