-- What the import of histories remembers: the outcome of every event of a file, with its reason.
--
-- The log knows what was carried out; what was refused or explained stands only here. An import that
-- was stopped goes on from here (adapters/postgres/import_ledger.py, adapters/histories/importer.py).
DO $$
BEGIN
    BEGIN
        CREATE ROLE purvey_import NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO purvey_import', current_database());
END
$$;

CREATE SCHEMA import AUTHORIZATION purvey_owner;
SET LOCAL ROLE purvey_owner;

-- One file into one tenant, named by the digest of its unpacked content.
CREATE TABLE import.run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    digest text COLLATE "C" NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    seed bigint NOT NULL,
    UNIQUE (tenant, digest, seed)
);

CREATE TABLE import.outcome (
    run_id bigint NOT NULL REFERENCES import.run,
    ordinal integer NOT NULL CHECK (ordinal >= 0), -- place among all events of the file by time
    case_name text COLLATE "C" NOT NULL,
    activity text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL CHECK (outcome IN ('accepted', 'rejected', 'explained')),
    commands smallint NOT NULL CHECK (commands >= 0), -- of the event, that were carried out
    reason text COLLATE "C" CHECK ((reason IS NULL) = (outcome = 'accepted')),
    PRIMARY KEY (run_id, ordinal)
);

GRANT USAGE ON SCHEMA import, log TO purvey_import;
GRANT SELECT, INSERT ON import.run, import.outcome TO purvey_import;
GRANT SELECT (tenant, command_id) ON log.command TO purvey_import;
RESET ROLE;
