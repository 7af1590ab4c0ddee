-- What a rebuild of the journal means to keep as finance has seen it, until it is a fact of the log
-- (journal_correction.posted). The processes that load the new tables read it here.
SET LOCAL ROLE purvey_project;

CREATE TABLE read.posted_proposal (
    schema_name text COLLATE "C" NOT NULL, -- of the generation that is made
    tenant text COLLATE "C" NOT NULL,
    position bigint NOT NULL, -- of the event whose entries stand
    stands jsonb NOT NULL,
    PRIMARY KEY (schema_name, tenant, position)
);
RESET ROLE;
