-- Each generation remembers by which declaration its tables were made, so that a program whose
-- declaration differs says so instead of asking for columns that are not there. Generations from
-- before this file have none: their tables may be of any declaration, and are made anew.
SET LOCAL ROLE purvey_project;

ALTER TABLE read.projection ADD COLUMN shape text COLLATE "C"; -- adapters/postgres/read_shape.py

-- As in 0002, and the shape.
DROP FUNCTION read.enter(text);
CREATE FUNCTION read.enter(in_tenant text)
RETURNS TABLE (
    tenant_no integer, name text, generation integer, version integer, state text, epoch integer,
    "offset" bigint, "position" bigint, parked bigint, shape text
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
             WHERE k.name = p.name AND k.generation = p.generation AND k.tenant_no = entered),
           p.shape
      FROM read.projection p
      LEFT JOIN read.progress g
             ON g.name = p.name AND g.generation = p.generation AND g.tenant_no = entered
     WHERE p.state IN ('live', 'paused', 'failed');
END
$$;
REVOKE ALL ON FUNCTION read.enter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.enter TO purvey_read, purvey_audit;
RESET ROLE;
