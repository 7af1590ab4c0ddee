-- What the log holds, by type and schema: so that a program which cannot read some of it says so
-- before it serves anything. Counted on from where it was counted to; adapters/postgres/census.py.
SET LOCAL ROLE purvey_project;

CREATE TABLE read.census (
    type text COLLATE "C",
    schema integer,
    events bigint NOT NULL CHECK (events > 0),
    first_offset bigint NOT NULL,
    PRIMARY KEY (type, schema)
);
CREATE TABLE read.census_end (
    is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
    epoch integer NOT NULL, -- in another one it is counted anew
    "offset" bigint NOT NULL
);
INSERT INTO read.census_end (epoch, "offset") VALUES (0, 0);

RESET ROLE;
