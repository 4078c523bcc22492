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
