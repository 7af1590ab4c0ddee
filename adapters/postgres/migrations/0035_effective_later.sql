-- What a moment on the effective clock holds that had not taken effect by then: the position that
-- stands for it is the last whose effective time is at or before it (replay/as_of.py).
SET LOCAL ROLE purvey_project;

-- The entered tenant's events up to a position that take effect after the time: the first of them,
-- each with the number of all. One at a time that no calendar has, which `purvey verify` names, is
-- not told. Bounded by that tenant's history, whatever the caller asks for.
CREATE FUNCTION read.effective_later(at timestamptz, up_to bigint, list_max integer)
RETURNS TABLE (
    count bigint, "position" bigint, stream text, version integer, type text,
    recorded_at timestamptz, effective_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    last bigint := least(up_to, read.tenant_position());
    segment record;
    found bigint;
    positions bigint[] := '{}';
    total bigint := 0;
BEGIN
    FOR segment IN SELECT * FROM read.segments(0, last) s
                    WHERE s.effective_max > at ORDER BY s.first LOOP
        IF segment.effective_min > at AND cardinality(positions) >= list_max THEN
            total := total + segment.last - segment.first + 1;
        ELSE
            SELECT count(*), positions || coalesce(
                       (array_agg(r.position))[1 : list_max - cardinality(positions)], '{}')
              INTO found, positions
              FROM read.run(segment.first, segment.last) r
             WHERE r.effective_at > at AND r.effective_at <= '9999-12-31 23:59:59.999999Z';
            total := total + found;
        END IF;
    END LOOP;
    RETURN QUERY
    SELECT total, e.position, e.stream, e.version, e.type, e.recorded_at, e.effective_at
      FROM log.event e
     WHERE e.tenant = log.entered_tenant() AND e.position = ANY (positions)
     ORDER BY e.position;
END
$$;

REVOKE ALL ON FUNCTION read.effective_later FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.effective_later TO purvey_read, purvey_audit;
RESET ROLE;
