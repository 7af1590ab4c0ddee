-- Definition 2.
--
-- Where tenants and streams stand, moved on by log.append_events; the names are those of its
-- parameters. Nobody else may call these.

-- Lets each tenant's positions grow by so many. Returns, by tenant, where it stood and will stand.
CREATE OR REPLACE FUNCTION log.move_tenants(
    tenants text[], tenant_events integer[], OUT tips bigint[], OUT ends bigint[]
)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    tip bigint;
BEGIN
    FOR number IN 1 .. cardinality(tenants) LOOP
        UPDATE log.tenant_head h SET position = h.position + tenant_events[number]
         WHERE h.tenant = tenants[number] RETURNING h.position - tenant_events[number] INTO tip;
        IF NOT FOUND THEN
            INSERT INTO log.tenant_head (tenant, tenant_no, position)
            SELECT tenants[number], coalesce(max(h.tenant_no), 0) + 1, tenant_events[number]
              FROM log.tenant_head h;
            tip := 0;
        END IF;
        tips[number] := tip;
        ends[number] := tip + tenant_events[number];
    END LOOP;
END
$$;

-- Moves the streams from where the caller decided on them to the versions that they have reached.
-- Raises PV003 where one stands elsewhere, also one that was only read; all is taken back then. Those
-- that exist come first: of a stream named twice, as new and as begun, the second must find nothing,
-- or its events would lie before those of the first.
CREATE OR REPLACE FUNCTION log.move_streams(
    tenants text[], streams text[], stream_tenants integer[], expected integer[], reached integer[]
) RETURNS void
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    begun integer; -- streams that are new
    moved integer; -- streams that stood somewhere and went on
    stored integer;
BEGIN
    SELECT count(*) FILTER (WHERE s.was = 0 AND s.reached > 0),
           count(*) FILTER (WHERE s.was > 0 AND s.reached > s.was)
      INTO begun, moved FROM unnest(expected, reached) s(was, reached);
    IF moved > 0 THEN
        UPDATE log.stream_head h SET version = s.reached
          FROM unnest(stream_tenants, streams, expected, reached) s(tenant, stream, was, reached)
         WHERE s.was > 0 AND s.reached > s.was AND h.tenant = tenants[s.tenant]
           AND h.stream = s.stream AND h.version = s.was;
        GET DIAGNOSTICS stored = ROW_COUNT;
        IF stored <> moved THEN
            RAISE EXCEPTION 'A stream stands elsewhere than expected.' USING ERRCODE = 'PV003';
        END IF;
    END IF;
    IF begun > 0 THEN
        INSERT INTO log.stream_head (tenant, stream, version)
        SELECT tenants[s.tenant], s.stream, s.reached
          FROM unnest(stream_tenants, streams, expected, reached) s(tenant, stream, was, reached)
         WHERE s.was = 0 AND s.reached > 0;
    END IF;
    IF begun + moved < cardinality(streams) AND EXISTS (
        SELECT FROM unnest(stream_tenants, streams, expected, reached)
                    s(tenant, stream, was, reached)
          LEFT JOIN log.stream_head h ON h.tenant = tenants[s.tenant] AND h.stream = s.stream
         WHERE s.was = s.reached AND coalesce(h.version, 0) <> s.was
    ) THEN
        RAISE EXCEPTION 'A stream stands elsewhere than it was read.' USING ERRCODE = 'PV003';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION log.move_tenants, log.move_streams FROM PUBLIC;
