-- Definition 1.
--
-- Three questions about a batch that log.append_events refused, so that its caller can tell which
-- commands stay out and try the others again (adapters/postgres/append_judge.py, append_same.py).

-- What became of the commands that are known: their number in the arrays, and their outcome.
CREATE OR REPLACE FUNCTION log.known_commands(in_tenants text[], in_command_ids text[])
RETURNS TABLE (
    number bigint, body_hash bytea, stream text, version integer, "position" bigint, epoch integer,
    recorded_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.number, k.body_hash, k.stream, k.version, k.position, k.epoch, k.recorded_at
      FROM unnest(in_tenants, in_command_ids) WITH ORDINALITY u(tenant, id, number)
      JOIN log.command k ON k.tenant = u.tenant AND k.command_id = u.id
$$;

-- Where these streams stand: their number in the arrays, and the version of those that exist.
CREATE OR REPLACE FUNCTION log.stream_versions(in_tenants text[], in_streams text[])
RETURNS TABLE (number bigint, version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.number, h.version
      FROM unnest(in_tenants, in_streams) WITH ORDINALITY u(tenant, stream, number)
      JOIN log.stream_head h ON h.tenant = u.tenant AND h.stream = u.stream
$$;

-- Which of these events, known by place and hash, the log holds: their numbers in the arrays. It
-- tells nothing to somebody who does not know the events already.
CREATE OR REPLACE FUNCTION log.held_events(in_tenants text[], in_positions bigint[], in_hashes bytea[])
RETURNS TABLE (number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.number
      FROM unnest(in_tenants, in_positions, in_hashes)
           WITH ORDINALITY u(tenant, position, hash, number)
      JOIN log.event e ON e.tenant = u.tenant AND e.position = u.position AND e.hash = u.hash
$$;

REVOKE ALL ON FUNCTION log.known_commands, log.stream_versions, log.held_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.known_commands, log.stream_versions, log.held_events TO purvey_append;
