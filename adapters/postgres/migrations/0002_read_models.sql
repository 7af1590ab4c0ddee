-- Read models: which exist, how far each has come, and how a query enters as one tenant.
--
-- The tables of a read model stand in a schema of their own per generation (`purchase_orders_g3`),
-- made by adapters/postgres/read_tables.py from the declaration in projections/. All of it belongs
-- to purvey_project, so row-level security binds the readers and not the projector, whose COPY
-- would refuse forced row-level security.

DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'purvey_project', 'SET') THEN
        EXECUTE format('GRANT purvey_project TO %I', current_user);
    END IF;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO purvey_project', current_database());
    -- Bulk loads and index builds log as fast as the disk takes it. Only a superuser can allow that.
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT SET ON PARAMETER wal_compression TO purvey_project;
    END IF;
END
$$;

CREATE SCHEMA read AUTHORIZATION purvey_project;
SET LOCAL ROLE purvey_project;

-- One row per generation. The serving one answers queries and follows the log; a rebuilding one
-- grows beside it; the retired one is kept for a way back.
CREATE TABLE read.projection (
    name text COLLATE "C",
    generation integer CHECK (generation > 0),
    version integer NOT NULL, -- of the declaration that its rows were made by
    state text NOT NULL CHECK (state IN ('live', 'paused', 'failed', 'rebuilding', 'retired')),
    reason text, -- why it is paused or failed
    epoch integer NOT NULL DEFAULT 0,
    "offset" bigint NOT NULL DEFAULT 0,
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- when the offset last grew
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, generation)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX projection_serving ON read.projection (name)
    WHERE state IN ('live', 'paused', 'failed');
CREATE UNIQUE INDEX projection_rebuilding ON read.projection (name) WHERE state = 'rebuilding';

-- How far a generation has come in each tenant's own history.
CREATE TABLE read.progress (
    name text COLLATE "C",
    generation integer,
    tenant_no integer,
    position bigint NOT NULL,
    PRIMARY KEY (name, generation, tenant_no),
    FOREIGN KEY (name, generation) REFERENCES read.projection ON DELETE CASCADE
) WITH (fillfactor = 50);

-- Partitions that stand still because one of their events could not be projected.
CREATE TABLE read.parked (
    name text COLLATE "C",
    generation integer,
    tenant_no integer,
    partition text COLLATE "C",
    "offset" bigint NOT NULL,
    position bigint NOT NULL,
    type text NOT NULL,
    reason text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, generation, tenant_no, partition),
    FOREIGN KEY (name, generation) REFERENCES read.projection ON DELETE CASCADE
);

-- The first statement of every query's transaction. From here to its end, row-level security shows
-- the rows of this tenant alone. A tenant without events has number 0, and no rows.
CREATE FUNCTION read.enter(in_tenant text)
RETURNS TABLE (
    tenant_no integer, name text, generation integer, version integer, state text, epoch integer,
    "offset" bigint, "position" bigint, parked bigint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    entered integer;
BEGIN
    SELECT h.tenant_no INTO entered FROM log.tenant_head h WHERE h.tenant = in_tenant;
    entered := coalesce(entered, 0);
    PERFORM set_config('app.tenant', in_tenant, true);
    PERFORM set_config('app.tenant_no', entered::text, true);
    RETURN QUERY
    SELECT entered, p.name, p.generation, p.version, p.state, p.epoch, p."offset",
           coalesce(g.position, 0),
           (SELECT count(*) FROM read.parked k
             WHERE k.name = p.name AND k.generation = p.generation AND k.tenant_no = entered)
      FROM read.projection p
      LEFT JOIN read.progress g
             ON g.name = p.name AND g.generation = p.generation AND g.tenant_no = entered
     WHERE p.state IN ('live', 'paused', 'failed');
END
$$;

-- The tenant whose rows this transaction may see; null outside read.enter, which shows nothing.
CREATE FUNCTION read.tenant_no() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.tenant_no', true), '')::integer;

ALTER TABLE read.parked ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON read.parked FOR SELECT TO purvey_read, purvey_audit
    USING (tenant_no = (SELECT read.tenant_no()));
ALTER TABLE read.progress ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON read.progress FOR SELECT TO purvey_read, purvey_audit
    USING (tenant_no = (SELECT read.tenant_no()));

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA read FROM PUBLIC;
GRANT USAGE ON SCHEMA read TO purvey_read, purvey_audit;
GRANT EXECUTE ON FUNCTION read.enter, read.tenant_no TO purvey_read, purvey_audit;
GRANT SELECT ON read.projection, read.progress, read.parked TO purvey_read, purvey_audit;
RESET ROLE;
