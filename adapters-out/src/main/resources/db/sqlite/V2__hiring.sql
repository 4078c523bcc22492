-- Instants are microseconds since 1970-01-01T00:00:00Z. _run and _record tell which record of which run a row came from.

CREATE TABLE departments (
    id         INTEGER PRIMARY KEY,
    department TEXT    NOT NULL,
    _run       INTEGER NOT NULL,
    _record    INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
    id      INTEGER PRIMARY KEY,
    job     TEXT    NOT NULL,
    _run    INTEGER NOT NULL,
    _record INTEGER NOT NULL
) STRICT;

CREATE TABLE hired_employees (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    hire_datetime INTEGER NOT NULL,
    department_id INTEGER NOT NULL REFERENCES departments (id),
    job_id        INTEGER NOT NULL REFERENCES jobs (id),
    _run          INTEGER NOT NULL,
    _record       INTEGER NOT NULL
) STRICT;
CREATE INDEX hired_employees_by_department ON hired_employees (department_id);
CREATE INDEX hired_employees_by_job ON hired_employees (job_id);

-- Counts of hired_employees, kept in the transactions that change its rows, so that reports need not count them. A run has a
-- shard of its own while it is under way, so that loads do not wait for each other; when it ends, it is folded into shard 0.
CREATE TABLE hires_by_quarter (
    quarter       INTEGER NOT NULL, -- 4 × year + 0 to 3, in UTC
    department_id INTEGER NOT NULL,
    job_id        INTEGER NOT NULL,
    shard         INTEGER NOT NULL,
    hires         INTEGER NOT NULL,
    PRIMARY KEY (quarter, department_id, job_id, shard)
) STRICT, WITHOUT ROWID;
CREATE INDEX hires_by_quarter_of_runs ON hires_by_quarter (shard) WHERE shard <> 0;
