-- What operators decided about parked partitions: who, when, why, and what came of it.
SET LOCAL ROLE purvey_project;

CREATE TABLE read.parked_decision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    version integer NOT NULL, -- of the declaration; a skipped event is skipped for this one alone
    epoch integer NOT NULL, -- in which the offset counts
    tenant text COLLATE "C" NOT NULL,
    partition text COLLATE "C" NOT NULL,
    "offset" bigint NOT NULL, -- of the event that had parked it
    position bigint NOT NULL,
    type text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('retried', 'skipped')),
    outcome text NOT NULL CHECK (outcome IN ('in line', 'parked again')),
    decided_by text NOT NULL CHECK (octet_length(decided_by) BETWEEN 1 AND 256),
    reason text NOT NULL CHECK (octet_length(reason) BETWEEN 1 AND 2048),
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE read.parked_decision ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON read.parked_decision FOR SELECT TO purvey_read, purvey_audit
    USING (tenant = (SELECT log.entered_tenant()));
GRANT SELECT ON read.parked_decision TO purvey_read, purvey_audit;

-- How often partitions came back into line. It is part of the fence: a runner that still passes
-- them over finds it closed, and reads the registry again.
ALTER TABLE read.projection ADD COLUMN returned integer NOT NULL DEFAULT 0;
RESET ROLE;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON read.parked_decision
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE read.parked_decision ENABLE ALWAYS TRIGGER refuse_change;
