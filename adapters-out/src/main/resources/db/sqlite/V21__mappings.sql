-- How files are read whose columns or values are named otherwise. A run keeps the mapping as it was.
CREATE TABLE mappings (
    dataset    TEXT NOT NULL,
    name       TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (dataset, name)
) STRICT;
ALTER TABLE runs ADD COLUMN mapping TEXT;
