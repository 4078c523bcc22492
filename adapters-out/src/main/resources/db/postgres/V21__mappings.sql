-- How files are read whose columns or values are named otherwise. A run keeps the mapping as it was.
CREATE TABLE mappings (
    dataset    TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    definition TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dataset, name)
);
ALTER TABLE runs ADD COLUMN mapping TEXT COLLATE "C";
