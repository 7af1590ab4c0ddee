-- A batch whose answer was lost is sent again. Whether a command that is known by then was stored by
-- that very batch is told by the hashes of its events; DECISIONS 39 says why it matters.

-- A migration that adds to the log opens its guard, where there is one, and closes it again.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard DISABLE;
        ALTER EVENT TRIGGER log_guard_drop DISABLE;
    END IF;
END
$$;
SET LOCAL ROLE purvey_owner;

-- Which of these events, known by place and hash, the log holds: their numbers in the arrays. It
-- tells nothing to somebody who does not know the events already.
CREATE FUNCTION log.held_events(in_tenants text[], in_positions bigint[], in_hashes bytea[])
RETURNS TABLE (number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.number
      FROM unnest(in_tenants, in_positions, in_hashes)
           WITH ORDINALITY u(tenant, position, hash, number)
      JOIN log.event e ON e.tenant = u.tenant AND e.position = u.position AND e.hash = u.hash
$$;
REVOKE ALL ON FUNCTION log.held_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.held_events TO purvey_append;

RESET ROLE;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'log_guard') THEN
        ALTER EVENT TRIGGER log_guard ENABLE ALWAYS;
        ALTER EVENT TRIGGER log_guard_drop ENABLE ALWAYS;
    END IF;
END
$$;
