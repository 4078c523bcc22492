-- _run and _record tell which record of which run a row came from.

CREATE TABLE departments (
    id         INTEGER PRIMARY KEY,
    department TEXT COLLATE "C" NOT NULL,
    _run       BIGINT  NOT NULL,
    _record    BIGINT  NOT NULL
);

CREATE TABLE jobs (
    id      INTEGER PRIMARY KEY,
    job     TEXT COLLATE "C" NOT NULL,
    _run    BIGINT  NOT NULL,
    _record BIGINT  NOT NULL
);

CREATE TABLE hired_employees (
    id            INTEGER PRIMARY KEY,
    name          TEXT COLLATE "C" NOT NULL,
    hire_datetime TIMESTAMPTZ NOT NULL,
    department_id INTEGER NOT NULL REFERENCES departments (id),
    job_id        INTEGER NOT NULL REFERENCES jobs (id),
    _run          BIGINT  NOT NULL,
    _record       BIGINT  NOT NULL
);
CREATE INDEX hired_employees_by_department ON hired_employees (department_id, id);
CREATE INDEX hired_employees_by_job ON hired_employees (job_id, id);
