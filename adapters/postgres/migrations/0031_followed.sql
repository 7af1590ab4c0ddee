-- Two versions of the program beside each other: the generation that was replaced goes on answering
-- the older one, while that one's projector moves it.
SET LOCAL ROLE purvey_project;

ALTER TABLE read.projection ADD COLUMN followed_at timestamptz; -- when a projector last was there, if it serves no more

-- As before (0009), and what was replaced and is still followed; it comes first, so that a program
-- that knows of one generation only takes the one that serves.
CREATE OR REPLACE FUNCTION read.enter(in_tenant text, in_pass bytea)
RETURNS TABLE (
    tenant_no integer, name text, generation integer, version integer, state text, epoch integer,
    "offset" bigint, "position" bigint, parked bigint, shape text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    entered integer := log.enter(in_tenant, in_pass);
BEGIN
    RETURN QUERY
    SELECT entered, p.name, p.generation, p.version, p.state, p.epoch, p."offset",
           coalesce(g.position, 0),
           (SELECT count(*) FROM read.parked k
             WHERE k.name = p.name AND k.generation = p.generation AND k.tenant_no = entered),
           p.shape
      FROM read.projection p
      LEFT JOIN read.progress g
             ON g.name = p.name AND g.generation = p.generation AND g.tenant_no = entered
     WHERE p.state IN ('live', 'paused', 'failed')
        OR (p.state IN ('retired', 'rebuilding')
            AND p.followed_at > clock_timestamp() - interval '30 seconds')
     ORDER BY p.state IN ('live', 'paused', 'failed'), p.generation;
END
$$;
RESET ROLE;
