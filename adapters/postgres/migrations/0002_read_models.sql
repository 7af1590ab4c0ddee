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

-- How long the entered tenant's history is.
CREATE FUNCTION read.tenant_position() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    RETURN coalesce((SELECT h.position FROM log.tenant_head h
                      WHERE h.tenant = current_setting('app.tenant', true)), 0);

-- The tenant whose rows this transaction may see; null outside read.enter, which shows nothing.
CREATE FUNCTION read.tenant_no() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.tenant_no', true), '')::integer;

-- The bounds of effective time in each run of 2,048 positions of a tenant's history: enough to find
-- a moment on the effective clock without reading history. Runs are noted once they are complete.
CREATE TABLE read.chunk (
    tenant_no integer,
    chunk bigint, -- covers the positions from chunk * 2048 + 1 to (chunk + 1) * 2048
    effective_min timestamptz NOT NULL,
    effective_max timestamptz NOT NULL,
    PRIMARY KEY (tenant_no, chunk)
);

-- Notes the runs that were completed since the last call. Called by the projector alone.
CREATE FUNCTION read.note_chunks() RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO read.chunk (tenant_no, chunk, effective_min, effective_max)
    SELECT t.tenant_no, n, r.effective_min, r.effective_max
      FROM log.tenant_head t
     CROSS JOIN LATERAL (SELECT coalesce(max(c.chunk) + 1, 0) AS first FROM read.chunk c
                          WHERE c.tenant_no = t.tenant_no) f
     CROSS JOIN LATERAL generate_series(f.first, t.position / 2048 - 1) n
     CROSS JOIN LATERAL (SELECT min(e.effective_at) AS effective_min,
                                max(e.effective_at) AS effective_max
                           FROM log.event e
                          WHERE e.tenant = t.tenant
                            AND e.position BETWEEN n * 2048 + 1 AND (n + 1) * 2048) r
        ON CONFLICT DO NOTHING
$$;

-- The history of the entered tenant up to a position as runs with their bounds, the last one, not
-- noted yet, without.
CREATE FUNCTION read.segments(after_position bigint, up_to bigint)
RETURNS TABLE (first bigint, last bigint, effective_min timestamptz, effective_max timestamptz)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH noted AS (SELECT coalesce(max(c.chunk) + 1, 0) * 2048 AS position FROM read.chunk c
                    WHERE c.tenant_no = read.tenant_no())
    SELECT greatest(c.chunk * 2048, after_position) + 1, least((c.chunk + 1) * 2048, up_to),
           c.effective_min, c.effective_max
      FROM read.chunk c
     WHERE c.tenant_no = read.tenant_no()
       AND c.chunk * 2048 < up_to AND (c.chunk + 1) * 2048 > after_position
     UNION ALL
    SELECT greatest(n.position, after_position) + 1, up_to, '-infinity', 'infinity'
      FROM noted n WHERE greatest(n.position, after_position) < up_to
$$;

-- The entered tenant's events in a run of positions. It is read by position, whatever the planner
-- thinks of the condition on time: a run is short, and all that is early in time is not.
CREATE FUNCTION read.run(first bigint, last bigint)
RETURNS TABLE ("position" bigint, recorded_at timestamptz, effective_at timestamptz)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
    SELECT e.position, e.recorded_at, e.effective_at FROM log.event e
     WHERE e.tenant = current_setting('app.tenant') AND e.position BETWEEN first AND last
     ORDER BY e.position
$$;

-- The entered tenant's last position that was recorded at or before the time, 0 when there is none.
-- Recorded time never runs backwards, so halving finds it.
CREATE FUNCTION read.last_recorded(at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    low bigint := 0;
    high bigint := read.tenant_position();
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT r.recorded_at <= at FROM read.run(middle, middle) r) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

-- The entered tenant's last position whose effective time is at or before the time, or 0.
CREATE FUNCTION read.last_effective(at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    segment record;
    found bigint;
BEGIN
    FOR segment IN SELECT s.first, s.last FROM read.segments(0, read.tenant_position()) s
                    WHERE s.effective_min <= at ORDER BY s.first DESC LOOP
        SELECT max(r.position) INTO found FROM read.run(segment.first, segment.last) r
         WHERE r.effective_at <= at;
        IF found IS NOT NULL THEN
            RETURN found;
        END IF;
    END LOOP;
    RETURN 0;
END
$$;

-- The entered tenant's events up to a position that took effect by the time but became known after
-- one that took effect later: the first of them, each with the number of all.
CREATE FUNCTION read.learned_later(at timestamptz, up_to bigint, list_max integer)
RETURNS TABLE (
    count bigint, "position" bigint, stream text, version integer, type text,
    recorded_at timestamptz, effective_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    segment record;
    first_later bigint;
    found bigint;
    positions bigint[] := '{}';
    total bigint := 0;
BEGIN
    FOR segment IN SELECT s.first, s.last FROM read.segments(0, up_to) s
                    WHERE s.effective_max > at ORDER BY s.first LOOP
        SELECT min(r.position) INTO first_later FROM read.run(segment.first, segment.last) r
         WHERE r.effective_at > at;
        EXIT WHEN first_later IS NOT NULL;
    END LOOP;
    IF first_later IS NULL THEN
        RETURN;
    END IF;
    FOR segment IN SELECT * FROM read.segments(first_later, up_to) s
                    WHERE s.effective_min <= at ORDER BY s.first LOOP
        IF segment.effective_max <= at AND cardinality(positions) >= list_max THEN
            total := total + segment.last - segment.first + 1;
        ELSE
            SELECT count(*), positions || coalesce(
                       (array_agg(r.position))[1 : list_max - cardinality(positions)], '{}')
              INTO found, positions
              FROM read.run(segment.first, segment.last) r WHERE r.effective_at <= at;
            total := total + found;
        END IF;
    END LOOP;
    RETURN QUERY
    SELECT total, e.position, e.stream, e.version, e.type, e.recorded_at, e.effective_at
      FROM log.event e
     WHERE e.tenant = current_setting('app.tenant') AND e.position = ANY (positions)
     ORDER BY e.position;
END
$$;

ALTER TABLE read.parked ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON read.parked FOR SELECT TO purvey_read, purvey_audit
    USING (tenant_no = (SELECT read.tenant_no()));
ALTER TABLE read.progress ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON read.progress FOR SELECT TO purvey_read, purvey_audit
    USING (tenant_no = (SELECT read.tenant_no()));

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA read FROM PUBLIC;
GRANT USAGE ON SCHEMA read TO purvey_read, purvey_audit;
GRANT EXECUTE ON FUNCTION read.enter, read.tenant_no, read.tenant_position, read.last_recorded,
    read.last_effective, read.learned_later TO purvey_read, purvey_audit;
GRANT SELECT ON read.projection, read.progress, read.parked TO purvey_read, purvey_audit;
RESET ROLE;
